# For check.R: people one by one, and how well a scale measures them.

# How many went better, stayed in between, went worse by an amount: `more` than
# a threshold, or at least a published number of points.
by_amount <- function(o, d, amount, more) {
    better <- if (o$lower_is_better) -d else d
    reach <- if (more) amount + 1e-9 else amount - 1e-9
    k <- if (more) c(sum(better > reach), sum(-better > reach))
         else c(sum(better >= reach), sum(-better >= reach))
    c(better = k[1], between = length(d) - sum(k), worse = k[2])
}
put_counts <- function(put, key, k) {
    put(paste0(key, ".n"), sum(k))
    for (part in names(k)) put(paste0(key, ".n_", part), k[[part]])
}
put_counts_ci <- function(put, key, k, level) {
    n <- sum(k)
    put_counts(put, key, k)
    put_ci(put, paste0(key, ".better_ci"), wilson(k[["better"]], n, level))
    put_ci(put, paste0(key, ".worse_ci"), wilson(k[["worse"]], n, level))
}
# The least change that passes a threshold, where scores are whole points; it is
# what is printed, and counted by.
whole_amount <- function(threshold, told, d) {
    whole <- floor(threshold + 1e-9) + 1
    if (told %in% whole && mean(abs(d - round(d)) < 1e-9) > 0.5) whole else NA
}
by_threshold <- function(o, d, threshold, told) {
    whole <- whole_amount(threshold, told, d)
    by_amount(o, d, if (is.na(whole)) threshold else whole, is.na(whole))
}

counts_of <- function(o, d) {
    if (o$amount_source == "computed")
        return(by_threshold(o, d, o$threshold, o$amount))
    by_amount(o, d, o$amount, FALSE)
}

# The least change that passes a threshold, by the steps that changes come in,
# but for the few whose score makes up for a missing answer. Few different
# changes may lie further apart than the scale's steps, so many times as far.
# Scores from a table or in per cent lie at no even steps: there it is the
# threshold that is printed.
one_step_above <- function(threshold, d, o) {
    if (is.na(o$step)) return(threshold)
    whole <- abs(d - round(d)) < 1e-9
    step <- step_in(if (mean(whole) > 0.5) d[whole] else d)
    if (is.na(step)) return(NA)
    times <- step / o$step
    if (abs(times - round(times)) < 1e-9) step <- o$step
    (floor(threshold / step + 1e-9) + 1) * step
}

people_counts <- function(put, o, d, pre, alpha) {
    above <- function(reliability, spread = sd(pre))
        1.96 * sqrt(2) * spread * sqrt(1 - reliability)
    # One amount for all arms: by the spread of everyone with a pair.
    start <- wave_of(o$outcome, o$first_wave)
    everyone <- sd(start[!is.na(wave_of(o$outcome, o$wave))], na.rm = TRUE)
    if (o$amount_source == "none") return(NULL)
    k <- counts_of(o, d)
    put_counts_ci(put, "individuals", k, o$level)
    if (o$amount_source == "computed") {
        reliability <- if (is.null(alpha)) NA else alpha$alpha
        put("individuals.reliability", reliability)
        threshold <- above(told(o, "individuals.reliability"), everyone)
        put("individuals.threshold", threshold)
        put("individuals.amount", one_step_above(threshold, d, o))
    }
    if (!is.na(told(o, "reliable_change.improved"))) {
        limit <- told(o, "reliable_change.threshold")
        computed <- o$amount_source != "published"
        put("reliable_change.sd", sd(pre))
        if (!is.null(alpha)) put("reliable_change.reliability", alpha$alpha)
        if (computed) {
            limit_here <- above(told(o, "reliable_change.reliability"))
            put("reliable_change.threshold", limit_here)
            put("reliable_change.critical", 1.96)
            put("reliable_change.se_difference", limit_here / 1.96)
            put("reliable_change.se_measurement", limit_here / 1.96 / sqrt(2))
        }
        r <- if (!computed) by_amount(o, d, limit, FALSE)
             else by_threshold(o, d, limit,
                               told(o, "reliable_change.whole_points"))
        names(r) <- c("improved", "unchanged", "deteriorated")
        for (part in names(r)) {
            put(paste0("reliable_change.", part), r[[part]])
            key <- paste0("reliable_change.", part, "_share")
            put(paste0(key, ".estimate"), r[[part]] / length(d))
            put_ci(put, paste0(key, ".ci"),
                   wilson(r[[part]], length(d), o$level))
        }
        put("reliable_change.whole_points",
            if (computed) floor(limit + 1e-9) + 1 else ceiling(limit))
    }
    mark <- "^other_amounts\\.(.*)\\.reliability$"
    own <- of(o)
    for (name in unique(sub(mark, "\\1",
                            grep(mark, results$name[own], value = TRUE)))) {
        key <- paste0("other_amounts.", name)
        if (endsWith(name, "in these answers") && !is.null(alpha))
            put(paste0(key, ".reliability"),
                alpha[[sub(" .*", "", name)]])
        threshold <- above(told(o, paste0(key, ".reliability")))
        put(paste0(key, ".threshold"), threshold)
        amount <- told(o, paste0(key, ".amount"))
        put(paste0(key, ".amount"), one_step_above(threshold, d, o))
        put_counts_ci(put, key, by_threshold(o, d, threshold, amount), o$level)
    }
    k
}

# Feldt's limits are those of normal answers: as many people as would give
# alpha's distribution-free variance (Maydeu-Olivares et al 2007), no more than
# there are.
people_like <- function(X, V) {
    n <- nrow(X); k <- ncol(X)
    D <- sweep(X, 2, colMeans(X))
    alpha <- k / (k - 1) * (1 - sum(diag(V)) / sum(V))
    pull <- k / (k - 1) * (rowSums(D)^2 * sum(diag(V)) / sum(V)^2 -
                           rowSums(D^2) / sum(V))
    excess <- var(pull) / n / (2 * k / (k - 1) * (1 - alpha)^2 / (n - 1)) - 1
    excess <- (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 3)
    1 + (n - 1) / (1 + max(0, excess))
}

# Of everyone, in all arms. Alpha with Feldt's limits; omega from one factor by maximum likelihood, in
# the units of the answers.
reliability <- function(put, o, pre_sd) {
    items <- strsplit(o$items, " ")[[1]]
    names <- sub("^~", "", items)
    if (!all(names %in% colnames(answers))) return(NULL)
    if (length(names) < 2) {
        for (w in c("pre", "post"))
            put(paste0("reliability.n_", w),
                sum(!is.na(answers[answers$wave == if (w == "pre") o$first_wave
                                   else o$wave, names])))
        return(NULL)
    }
    sign <- ifelse(startsWith(items, "~"), -1, 1)
    alpha <- function(key, wave) {
        X <- as.matrix(answers[answers$wave == wave, names])
        X <- X[rowSums(is.na(X)) == 0, , drop = FALSE]
        n <- nrow(X); k <- ncol(X)
        put(paste0("reliability.n_", key), n)
        if (n < 3) return(NULL)
        X <- sweep(X, 2, sign, "*")
        V <- cov(X)
        a <- k / (k - 1) * (1 - sum(diag(V)) / sum(V))
        tail <- (1 - o$level) / 2
        like <- people_like(X, V)
        f <- qf(c(1 - tail, tail), like - 1, (like - 1) * (k - 1))
        put(paste0("reliability.alpha_", key, ".estimate"), a)
        put_ci(put, paste0("reliability.alpha_", key, ".ci"), 1 - (1 - a) * f)
        list(alpha = a, lower = 1 - (1 - a) * f[1],
             upper = 1 - (1 - a) * f[2], V = V, n = n)
    }
    omega <- function(key, from) {
        if (is.null(from) || length(names) < 3) return(invisible())
        fit <- tryCatch(factanal(covmat = from$V, n.obs = from$n,
                                 factors = 1, nstart = 5,
                                 control = list(opt = list(factr = 1e4))),
                        error = function(e) NULL)
        if (is.null(fit)) return(invisible())
        s <- sqrt(diag(from$V))
        load <- sum(s * fit$loadings[, 1])^2
        put(paste0("reliability.omega_", key, ".estimate"),
            load / (load + sum(s^2 * fit$uniquenesses)), 1e-5)
    }
    # Feldt (1980): two alphas of those who answered every question both times.
    changed <- function() {
        both <- lapply(c(o$first_wave, o$wave), function(wave) {
            X <- answers[answers$wave == wave, c("participant", names)]
            X[rowSums(is.na(X)) == 0, ]
        })
        who <- intersect(both[[1]]$participant, both[[2]]$participant)
        n <- length(who); k <- length(names)
        if (n < 3) return(invisible())
        X <- lapply(both, function(b)
            sweep(as.matrix(b[match(who, b$participant), names]), 2, sign, "*"))
        a <- sapply(X, function(x) {
            V <- cov(x); k / (k - 1) * (1 - sum(diag(V)) / sum(V)) })
        rho <- cor(rowSums(X[[1]]), rowSums(X[[2]]))
        t <- (a[1] - a[2]) * sqrt(n - 2) /
            sqrt(4 * (1 - a[1]) * (1 - a[2]) * (1 - rho^2))
        put("reliability.alpha_change_p", 2 * pt(-abs(t), n - 2))
    }
    before <- alpha("pre", o$first_wave)
    after <- alpha("post", o$wave)
    omega("pre", before)
    omega("post", after)
    changed()
    before
}

# Crossing the scale's cut-off, either way.
recovery <- function(put, o, pre, post, d) {
    value <- told(o, "recovery.value")
    if (is.na(value)) return(invisible())
    beyond <- function(x)
        if (o$lower_is_better) x >= value - 1e-9 else x <= value + 1e-9
    before <- beyond(pre); after <- beyond(post)
    better <- if (o$lower_is_better) -d else d
    amount <- if (o$amount_source == "none") Inf else o$amount
    crossed <- before & !after
    recovered <- crossed & better >= amount - 1e-9
    put("recovery.n", length(d))
    put("recovery.n_beyond", sum(before))
    put("recovery.n_crossed", sum(crossed))
    put("recovery.n_recovered", sum(recovered))
    put("recovery.n_entered", sum(after & !before))
    put_ci(put, "recovery.crossed_ci",
           wilson(sum(crossed), sum(before), o$level))
    put_ci(put, "recovery.recovered_ci",
           wilson(sum(recovered), sum(before), o$level))
    put_ci(put, "recovery.entered_ci",
           wilson(sum(after & !before), sum(!before), o$level))
}

low_point <- function(put, o, pre, post) {
    put("low_point.slope", coef(lm(post ~ pre))[[2]])
    mu <- told(o, "low_point.norm.mean")
    if (!is.na(mu)) {
        put("low_point.start_in_sd",
            (mean(pre) - mu) / told(o, "low_point.norm.sd"))
        line <- summary(lm(I(post - mu) ~ I(pre - mu)))
        robust <- hc3(cbind(1, pre - mu), post - mu, c(1, 0))
        further <- list(estimate = line$coefficients[1, 1],
                        se = max(line$coefficients[1, 2], robust$se),
                        df = line$df[2])
        coefficient(put, "low_point.further", further, o$level)
        put("low_point.could_give", mean(post - pre) - further$estimate)
    }
    test <- cor.test(post - pre, (post + pre) / 2)
    put("low_point.oldham.r", test$estimate)
    put("low_point.oldham.t", test$statistic)
    put("low_point.oldham.df", test$parameter)
    put("low_point.oldham.p", test$p.value)
    put("low_point.oldham.variance_ratio", var(post) / var(pre))
}

# How much of the service people had beside their change: the larger of HC3's
# and the classic standard error, or CR2's where support groups are named.
larger <- function(a, b) if (b$se > a$se) b else a
classic <- function(X, y, contrast) {
    V <- solve(crossprod(X))
    e <- drop(y - X %*% V %*% crossprod(X, y))
    df <- nrow(X) - ncol(X)
    list(estimate = sum(contrast * (V %*% crossprod(X, y))),
         se = sqrt(sum(e^2) / df * drop(t(contrast) %*% V %*% contrast)),
         df = df)
}
# Fisher's z: the larger of his standard error and that of leaving out one
# person, or group, after the other.
limits_of_r <- function(x, y, clusters, level) {
    part <- if (is.null(clusters)) seq_along(x) else clusters
    parts <- unique(part)
    z <- atanh(cor(x, y))
    without <- vapply(parts, function(g)
        suppressWarnings(atanh(cor(x[part != g], y[part != g]))), 0)
    k <- length(parts)
    df <- if (is.null(clusters)) length(x) - 2 else k - 1
    jackknife <- (k - 1) / k * sum((without - mean(without))^2)
    tanh(z + c(-1, 1) * qt(1 - (1 - level) / 2, df) *
         sqrt(max(1 / (length(x) - 3), jackknife)))
}
doses <- function(here, o, both, pre, d, group) {
    for (k in 1:9) {
        name <- told_text(o, sprintf("dose.%d.dose", k))
        if (is.na(name)) return(invisible())
        key <- sprintf("dose.%d", k)
        dose <- as.numeric(background(column_name(name)))[both]
        i <- which(!is.na(dose))
        x <- dose[i]; y <- d[i]; n <- length(i)
        clusters <- groups_of(group[i])
        slope <- function(X, contrast)
            if (is.null(clusters))
                larger(hc3(X, y, contrast), classic(X, y, contrast))
            else cr2(X, y, clusters, contrast)
        here(paste0(key, ".n"), n)
        here(paste0(key, ".median"), median(x))
        here(paste0(key, ".q1"), quantile(x, 0.25, type = 7))
        here(paste0(key, ".q3"), quantile(x, 0.75, type = 7))
        if (n < 4 || sd(x) == 0 || sd(y) == 0) next
        coefficient(here, paste0(key, ".slope"),
                    slope(cbind(1, x), c(0, 1)), o$level)
        coefficient(here, paste0(key, ".adjusted"),
                    slope(cbind(1, x, pre[i]), c(0, 1, 0)), o$level)
        here(paste0(key, ".correlation.estimate"), cor(x, y))
        put_ci(here, paste0(key, ".correlation.ci"),
               limits_of_r(x, y, clusters, o$level))
    }
}
