# For check.R: every wave, from everyone who answered at least once. One mean a
# wave (and arm), any spread at and between the waves, by restricted
# likelihood. nlme's gls() looks for the same likelihood: where it finds a
# higher one, nothing is compared.

# Everyone with the same arm and the same waves answered is one pattern.
patterns_of <- function(Y, arm, mean_of) {
    answered <- !is.na(Y)
    kept <- rowSums(answered) > 0
    key <- paste(arm, apply(answered, 1, paste, collapse = ""))
    lapply(split(which(kept), key[kept]), function(who) {
        waves <- which(answered[who[1], ])
        Z <- matrix(0, length(waves), max(mean_of))
        Z[cbind(seq_along(waves), mean_of[arm[who[1]], waves])] <- 1
        list(waves = waves, X = Z, Y = Y[who, waves, drop = FALSE],
             n = length(who))
    })
}

# The derivative of the covariance by its kth entry, at a pattern's waves.
slope_of_v <- function(pairs, k, waves) {
    E <- matrix(0, max(pairs), max(pairs))
    E[pairs[k, 1], pairs[k, 2]] <- E[pairs[k, 2], pairs[k, 1]] <- 1
    E[waves, waves, drop = FALSE]
}

# Means, their covariance, and the restricted likelihood, at a covariance V.
at_covariance <- function(P, V) {
    A <- 0; b <- 0; determinants <- 0
    for (p in P) {
        W <- solve(V[p$waves, p$waves, drop = FALSE])
        A <- A + p$n * t(p$X) %*% W %*% p$X
        b <- b + t(p$X) %*% W %*% colSums(p$Y)
        determinants <- determinants - p$n * determinant(W)$modulus
    }
    Phi <- solve(A); beta <- drop(Phi %*% b)
    sum_of_squares <- 0
    for (p in P) {
        W <- solve(V[p$waves, p$waves, drop = FALSE])
        e <- sweep(p$Y, 2, drop(p$X %*% beta))
        sum_of_squares <- sum_of_squares + sum((e %*% W) * e)
    }
    list(Phi = Phi, beta = beta,
         log_likelihood = -(determinants + determinant(A)$modulus +
                            sum_of_squares) / 2)
}

# Score, expected and observed information; M_k = sum X'W V_k W X and
# pull_k = sum X'W V_k W e.
derivatives <- function(P, V, pairs, fit) {
    K <- nrow(pairs)
    score <- numeric(K)
    expected <- observed <- matrix(0, K, K)
    M <- rep(list(0), K); pull <- matrix(0, length(fit$beta), K)
    for (p in P) {
        W <- solve(V[p$waves, p$waves, drop = FALSE])
        S <- W %*% p$X %*% fit$Phi %*% t(p$X) %*% W
        e <- sweep(p$Y, 2, drop(p$X %*% fit$beta))
        R <- W %*% crossprod(e) %*% W
        D <- lapply(seq_len(K), function(k) slope_of_v(pairs, k, p$waves))
        for (k in seq_len(K)) {
            score[k] <- score[k] +
                (sum(R * D[[k]]) + p$n * sum((S - W) * D[[k]])) / 2
            M[[k]] <- M[[k]] + p$n * t(p$X) %*% W %*% D[[k]] %*% W %*% p$X
            pull[, k] <- pull[, k] +
                t(p$X) %*% W %*% D[[k]] %*% W %*% colSums(e)
            for (l in seq_len(k)) {
                DWD <- D[[k]] %*% W %*% D[[l]]
                expected[k, l] <- expected[k, l] +
                    p$n * (sum(DWD * W) / 2 - sum(DWD * S))
                observed[k, l] <- observed[k, l] + sum(DWD * R)
            }
        }
    }
    for (k in seq_len(K)) for (l in seq_len(k))
        expected[k, l] <- expected[k, l] +
            sum(diag(fit$Phi %*% M[[k]] %*% fit$Phi %*% M[[l]])) / 2
    whole <- function(x) { x[upper.tri(x)] <- t(x)[upper.tri(x)]; x }
    expected <- whole(expected)
    list(score = score, expected = expected, M = M, pull = pull,
         observed = whole(observed) - t(pull) %*% fit$Phi %*% pull - expected)
}

repeated_fit <- function(Y, arm, mean_of) {
    P <- patterns_of(Y, arm, mean_of)
    pairs <- which(upper.tri(diag(ncol(Y)), TRUE), arr.ind = TRUE)
    V <- diag(apply(Y, 2, var, na.rm = TRUE))
    fit <- at_covariance(P, V)
    for (i in 1:200) {
        d <- derivatives(P, V, pairs, fit)
        step <- solve(d$expected, d$score)
        share <- 1
        repeat {  # halved until the likelihood does not fall
            U <- V
            U[pairs] <- V[pairs] + share * step
            U[pairs[, 2:1]] <- U[pairs]
            new <- if (min(eigen(U, TRUE, TRUE)$values) > 0) at_covariance(P, U)
            if (!is.null(new) &&
                new$log_likelihood >= fit$log_likelihood - 1e-9) break
            share <- share / 2
            if (share < 1e-9) return(NULL)
        }
        V <- U; fit <- new
        if (max(abs(share * step)) < 1e-10 * max(diag(V))) break
    }
    d <- derivatives(P, V, pairs, fit)
    known <- if (min(eigen(d$observed, TRUE, TRUE)$values) > 0) d$observed
             else d$expected
    c(fit, d[c("M", "pull")],
      list(P = P, V = V, pairs = pairs, inverse = solve(known),
           n = sum(vapply(P, `[[`, 0, "n"))))
}

# Kenward and Roger (1997), their expectation of how the means move with the
# covariances replaced by what they do; Satterthwaite's degrees of freedom.
model_variance <- function(f, w) {
    K <- nrow(f$pairs)
    Lambda <- matrix(0, K, K)
    for (p in f$P) {
        W <- solve(f$V[p$waves, p$waves, drop = FALSE])
        u <- W %*% p$X %*% w
        Du <- vapply(seq_len(K), function(k)
            drop(slope_of_v(f$pairs, k, p$waves) %*% u), numeric(nrow(u)))
        Du <- matrix(Du, nrow(u))
        Lambda <- Lambda + p$n * t(Du) %*% W %*% Du
    }
    Mw <- vapply(f$M, function(m) drop(m %*% w), numeric(length(w)))
    Lambda <- Lambda - t(Mw) %*% f$Phi %*% Mw
    moved <- drop(t(f$pull) %*% w)
    g <- drop(t(Mw) %*% w)
    c(added = sum(f$inverse * (Lambda + outer(moved, moved))),
      spread = drop(t(g) %*% f$inverse %*% g))
}

# Each person's pull: through the means, and through the covariances that the
# means move with; residuals freed of the person's own share in the means.
robust_variance <- function(f, w) {
    lin <- drop(f$inverse %*% (t(f$pull) %*% w))
    mix <- w + drop(f$Phi %*% (f$pull %*% lin))
    total <- 0
    for (p in f$P) {
        V <- f$V[p$waves, p$waves, drop = FALSE]
        W <- solve(V)
        own <- p$X %*% f$Phi %*% t(p$X)
        D <- Reduce(`+`, lapply(seq_along(lin), function(k)
            lin[k] * slope_of_v(f$pairs, k, p$waves)))
        u <- sweep(p$Y, 2, drop(p$X %*% f$beta)) %*% solve(V - own)
        pull <- u %*% p$X %*% mix - rowSums((u %*% D) * u) / 2 -
            sum(D * (W %*% own %*% W - W)) / 2
        total <- total + sum(pull^2)
    }
    total * f$n / (f$n - ncol(f$V))
}

contrast_of <- function(f, L) {
    w <- drop(f$Phi %*% L)
    v <- sum(L * w)
    m <- model_variance(f, w)
    list(estimate = sum(L * f$beta),
         se = sqrt(max(v + m[["added"]], robust_variance(f, w))),
         df = 2 * v^2 / m[["spread"]])
}

# The same likelihood by nlme; NA where it finds none.
by_nlme <- function(Y, arm, mean_of) {
    at <- which(!is.na(Y), arr.ind = TRUE)
    at <- at[order(at[, 1], at[, 2]), ]
    long <- data.frame(id = at[, 1], w = at[, 2], y = Y[at],
                       m = factor(mean_of[cbind(arm[at[, 1]], at[, 2])]))
    fit <- tryCatch(nlme::gls(
        y ~ 0 + m, long, method = "REML",
        correlation = nlme::corSymm(form = ~ w | id),
        weights = nlme::varIdent(form = ~ 1 | w),
        control = nlme::glsControl(maxIter = 200, msMaxIter = 400,
                                   tolerance = 1e-9)),
        error = function(e) NULL)
    if (is.null(fit)) return(NA)
    n <- nrow(long) - nlevels(long$m)
    as.numeric(logLik(fit)) + n / 2 * log(2 * pi)
}

put_coefficient <- function(key, c, level, tested = TRUE)
    coefficient(function(name, value)
        if (tested || !endsWith(name, ".p")) put(NA, NA, name, value, 1e-5),
        key, c, level)

waves_of_outcome <- function(k, waves, weeks) {
    o <- outcomes[match(k, outcomes$outcome), ]
    own <- outcomes[outcomes$outcome == k & outcomes$wave == o$wave, ]
    has_arms <- !is.na(o$arm)
    arms <- if (has_arms) c(o$comparison, own$arm) else "all"
    titles <- if (has_arms) paste0(".", c(o$comparison_people, own$arm_people))
              else ""
    arm <- if (has_arms) match(arms_in(o), arms) else rep(1L, length(people))
    Y <- vapply(waves, function(w) wave_of(k, w), numeric(length(people)))
    Y <- Y[!is.na(arm), , drop = FALSE]; arm <- arm[!is.na(arm)]
    T <- length(waves)
    mean_of <- if (has_arms && o$arms_by_chance == 1)
        t(vapply(seq_along(arms), function(a)
            c(1, 1 + (a - 1) * (T - 1) + seq_len(T - 1)), numeric(T)))
    else matrix(seq_len(length(arms) * T), length(arms), byrow = TRUE)
    for (a in seq_along(arms)) {
        key <- paste0("growth.", k, titles[a])
        put(NA, NA, paste0(key, ".n"), sum(rowSums(!is.na(Y[arm == a, ])) > 0))
        for (w in seq_len(T)) {
            at <- paste0(key, ".waves.", waves[w])
            put(NA, NA, paste0(at, ".n"), sum(!is.na(Y[arm == a, w])))
            put(NA, NA, paste0(at, ".weeks"), weeks[w])
        }
    }
    f <- repeated_fit(Y, arm, mean_of)
    if (is.null(f) ||
        by_nlme(Y, arm, mean_of) %in% NA ||
        by_nlme(Y, arm, mean_of) > f$log_likelihood + 1e-3)
        return(invisible())
    weight <- function(a, w, by = 1) {
        L <- numeric(max(mean_of))
        for (i in seq_along(w)) {
            at <- mean_of[a, w[i]]
            L[at] <- L[at] + by[min(i, length(by))]
        }
        L
    }
    for (a in seq_along(arms)) {
        key <- paste0("growth.", k, titles[a])
        for (w in seq_len(T)) {
            at <- paste0(key, ".waves.", waves[w])
            put_coefficient(paste0(at, ".mean"), contrast_of(f, weight(a, w)),
                            o$level, FALSE)
            if (w == 1) next
            change <- weight(a, c(w, 1), c(1, -1))
            put_coefficient(paste0(at, ".change"), contrast_of(f, change),
                            o$level)
            if (a > 1)
                put_coefficient(paste0(at, ".difference"), contrast_of(f,
                    change - weight(1, c(w, 1), c(1, -1))), o$level)
        }
        if (anyNA(weeks)) next
        line <- (weeks - mean(weeks)) / sum((weeks - mean(weeks))^2)
        put_coefficient(paste0(key, ".slope_per_week"),
                        contrast_of(f, weight(a, seq_len(T), line)), o$level)
    }
}

waves_over_time <- function() {
    waves <- c(first, unique(outcomes$wave))
    if (length(waves) < 3 || !requireNamespace("nlme", quietly = TRUE))
        return(invisible())
    weeks <- c(0, vapply(waves[-1], function(w) {
        said <- outcomes$weeks[match(w, outcomes$wave)]
        if (!is.na(said)) said else as.numeric(median(days_to(w))) / 7
    }, 0))
    for (k in unique(outcomes$outcome)) waves_of_outcome(k, waves, weeks)
    for (i in which(outcomes$wave == waves[length(waves)]))
        counts_by_slope(outcomes[i, ], waves, weeks)
}

# A line for each person, by nlme: b1 + u1 over its standard error, which counts
# the error of b1 as Henderson's equations do. NULL where nlme finds no fit.
slopes_of_people <- function(Y, time) {
    at <- which(!is.na(Y), arr.ind = TRUE)
    long <- data.frame(id = at[, 1], t = time[at[, 2]], y = Y[at])
    fit <- tryCatch(nlme::lme(
        y ~ t, long, random = ~ t | id,
        control = nlme::lmeControl(opt = "optim", maxIter = 200,
                                   msMaxIter = 1000, tolerance = 1e-9,
                                   msTol = 1e-12)),
        error = function(e) NULL)
    if (is.null(fit)) return(NULL)
    D <- matrix(nlme::getVarCov(fit), 2)
    parts <- lapply(split(long, long$id), function(own) {
        Z <- cbind(1, own$t)
        W <- solve(Z %*% D %*% t(Z) + fit$sigma^2 * diag(nrow(own)))
        list(Z = Z, W = W, B = t(Z) %*% W %*% Z, y = own$y)
    })
    Phi <- solve(Reduce(`+`, lapply(parts, `[[`, "B")))
    beta <- nlme::fixef(fit)
    index <- rep(NA, nrow(Y))
    index[as.integer(names(parts))] <- vapply(parts, function(p) {
        u <- D %*% t(p$Z) %*% p$W %*% (p$y - p$Z %*% beta)
        left <- diag(2) - D %*% p$B
        v <- D - D %*% p$B %*% D + left %*% Phi %*% t(left)
        (beta[[2]] + u[2]) / sqrt(v[2, 2])
    }, 0)
    index
}

# Who went better and worse by it, of those with a first and a last score.
counts_by_slope <- function(o, waves, weeks) {
    key <- "individuals_by_slope"
    if (!told_text(o, paste0(key, ".status")) %in% "ok") return(invisible())
    Y <- vapply(waves, function(w) wave_of(o$outcome, w),
                numeric(length(people)))
    Y <- Y[in_arm(o), , drop = FALSE]
    time <- if (anyNA(weeks) || any(diff(weeks) <= 0)) seq_along(waves) - 1
            else weeks
    index <- slopes_of_people(Y, time)
    if (is.null(index)) return(invisible())
    kept <- !is.na(Y[, 1]) & !is.na(Y[, ncol(Y)])
    better <- (if (o$lower_is_better) -index else index)[kept]
    k <- c(better = sum(better > 1.96), between = sum(abs(better) <= 1.96),
           worse = sum(better < -1.96))
    put_counts(function(name, value)
        put(o$outcome, o$wave, name, value, arm = o$arm), key, k)
}
