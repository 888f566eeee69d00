# Works out every number of an evaluation again, from everyone's scores and
# answers, and compares. Written by `prepost export results --format r`.
#
#     Rscript check.R
#
# Base R does it all; nlme, which comes with R, is used for waves over time.
# Each line: outcome, name, prepost's number, R's number, agree or not. The
# last line counts them. Exit status 1 when one does not agree.
#
# This folder holds what people said, one by one. Keep it to yourself.

options(warn = 1, digits = 10)
args <- commandArgs(FALSE)
here <- sub("^--file=", "", grep("^--file=", args, value = TRUE))
if (length(here) == 1) setwd(dirname(normalizePath(here)))

read <- function(file, ...)
    read.csv(file, check.names = FALSE, fileEncoding = "UTF-8",
             na.strings = "", ...)
scores <- read("scores.csv", colClasses = c(participant = "character"))
answers <- read("responses.csv", colClasses = c(participant = "character"))
outcomes <- read("outcomes.csv")
results <- read("results.csv", colClasses = c(outcome = "character",
    wave = "character", name = "character", value = "numeric",
    text = "character"))
people <- unique(scores$participant)
first <- outcomes$first_wave[1]

# --- what is compared, and how closely ---------------------------------------

mine <- list()   # R's numbers, by outcome, wave and name
put <- function(outcome, wave, name, value, within = NA)
    mine[[paste(outcome, wave, name, sep = "\r")]] <<-
        list(value = as.numeric(value), within = within)

# Numbers that are not worked out here, and why.
explained <- rbind(
    c("^(level|seed|n_rows|.*sesoi(\\.value)?|inputs.*|.*\\.norm\\..*)$",
      "given, not worked out"),
    c("r_scale$|change.power$|family_size$|recovery.value$|_sigma$",
      "given, not worked out"),
    c("amounts\\..*reliability$|individuals\\.(reliability|threshold|amount)$",
      "as elsewhere among the numbers"),
    c("reliable_change\\.(reliability|threshold)$|ancova\\.reliability$",
      "as elsewhere among the numbers, or published"),
    c("^comparison\\.level$", "given, not worked out"),
    c("^bootstrap", "random: not made here"),
    c("near_misses$", "identifiers are not here"),
    c("^flow\\.n_people$", "who answered nothing at all is not here"),
    c("^growth\\..*(se|df|ci\\.(lo|hi)|\\.p)$|^growth.*slope",
      "the larger of two errors, small-sample df: tests/oracle/mmrm.R"),
    c("^growth.*weeks$", "between the waves' middle dates: flow.gaps"),
    c("n_groups$", "counted where it is printed"),
    c("whole_points$|amount$", "of scores that are not whole: not used"),
    c("worst_case", "single questions: nobody counts as better or worse"),
    c("permutation_test\\.(p_error|resamples)", "of the random draws"),
    c("reliability_corrected", "tests/oracle/regions.R has it"),
    c("shrunken|prediction|heterogeneity|funnel|random_effects",
      "tests/oracle/meta.R and regions.R have it"))

# --- pieces ------------------------------------------------------------------

wave_of <- function(column, wave, data = scores) {
    rows <- data$wave == wave
    data[rows, column][match(people, data$participant[rows])]
}
background <- function(column) {
    if (!column %in% names(scores)) return(rep(NA, length(people)))
    scores[match(people, scores$participant), column]
}
wilson <- function(x, n, level)
    suppressWarnings(prop.test(x, n, conf.level = level,
                               correct = FALSE)$conf.int)

# A linear contrast with Bell and McCaffrey's (2002) variance and degrees of
# freedom, for any model: the textbook matrices, not prepost's short forms.
cr2 <- function(X, y, group, contrast) {
    X <- as.matrix(X)
    inverse <- solve(crossprod(X))
    M <- diag(nrow(X)) - X %*% inverse %*% t(X)
    residual <- drop(M %*% y)
    rows <- split(seq_along(y), group)
    variance <- 0
    G <- matrix(0, length(y), length(rows))
    for (j in seq_along(rows)) {
        i <- rows[[j]]
        e <- eigen(M[i, i, drop = FALSE], symmetric = TRUE)
        inner <- ifelse(e$values > 1e-10, 1 / sqrt(pmax(e$values, 1e-300)), 0)
        A <- e$vectors %*% (inner * t(e$vectors))
        a <- drop(A %*% X[i, , drop = FALSE] %*% inverse %*% contrast)
        variance <- variance + sum(a * residual[i])^2
        G[, j] <- M[, i, drop = FALSE] %*% a
    }
    S <- crossprod(G)
    list(estimate = sum(contrast * (inverse %*% crossprod(X, y))),
         se = sqrt(variance), df = sum(diag(S))^2 / sum(S^2))
}
# The same with HC3 (MacKinnon and White 1985) and residual df.
hc3 <- function(X, y, contrast) {
    X <- as.matrix(X)
    inverse <- solve(crossprod(X))
    leverage <- rowSums((X %*% inverse) * X)
    residual <- drop(y - X %*% inverse %*% crossprod(X, y))
    V <- inverse %*% crossprod(X * residual / (1 - leverage)) %*% inverse
    list(estimate = sum(contrast * (inverse %*% crossprod(X, y))),
         se = sqrt(drop(t(contrast) %*% V %*% contrast)),
         df = nrow(X) - ncol(X))
}
# Blanks are groups of one. NULL: too few groups to allow for.
groups_of <- function(group) {
    group <- as.character(group)
    blank <- is.na(group)
    group[blank] <- paste0("\r", seq_len(sum(blank)))
    if (length(unique(group)) < 4 || all(blank)) NULL else group
}

# Signed ranks with zeros as Pratt (1959) has them: the chance of a sum of
# positive ranks as large, and as small, as the one seen.
signed_ranks <- function(d) {
    d <- round(d, 9)
    r <- rank(abs(d))
    list(plus = sum(r[d > 0]), minus = sum(r[d < 0]), moved = r[d != 0])
}
tails <- function(d) {
    s <- signed_ranks(d)
    if (length(d) > 500) {
        z <- (s$plus - sum(s$moved) / 2) / sqrt(sum(s$moved^2) / 4)
        return(c(upper = pnorm(-z), lower = pnorm(z)))
    }
    steps <- round(2 * s$moved)
    chance <- 1
    for (k in steps)
        chance <- (c(chance, numeric(k)) + c(numeric(k), chance)) / 2
    at <- round(2 * s$plus) + 1
    c(upper = sum(chance[at:length(chance)]), lower = sum(chance[1:at]))
}
walsh <- function(d) {
    m <- outer(d, d, "+") / 2
    round(m[!lower.tri(m)], 9)
}
# Shifts between and at all Walsh averages; where each tail stops rejecting.
shift_interval <- function(d, level) {
    w <- sort(unique(walsh(d)))
    points <- numeric(2 * length(w) - 1)
    points[seq(1, by = 2, length.out = length(w))] <- w
    if (length(w) > 1)
        points[seq(2, by = 2, length.out = length(w) - 1)] <-
            (w[-1] + w[-length(w)]) / 2
    alpha <- (1 - level) / 2
    cut <- function(tail, from, to) {  # rejects at from, not at to
        while (abs(to - from) > 1) {
            middle <- (from + to) %/% 2
            if (tails(d - points[middle])[[tail]] <= alpha) from <- middle
            else to <- middle
        }
        c(rejected = from, kept = to)
    }
    n <- length(points)
    if (tails(d - points[1])[["upper"]] > alpha ||
        tails(d - points[n])[["lower"]] > alpha)
        return(c(NA, NA, NA))
    low <- cut("upper", 1, n)
    high <- cut("lower", n, 1)
    at <- function(k, way) if (k %% 2 == 1) points[k] else points[k + way]
    c(at(low[["kept"]], -1), at(high[["kept"]], 1),
      1 - tails(d - points[low[["rejected"]]])[["upper"]] -
          tails(d - points[high[["rejected"]]])[["lower"]])
}

# Limits of the noncentrality of an observed t.
ncp_limits <- function(t, df, level) {
    alpha <- (1 - level) / 2
    find <- function(p) {
        f <- function(ncp) suppressWarnings(pt(t, df, ncp)) - p
        low <- t - 6; high <- t + 6
        while (f(low) < 0) low <- low - 6
        while (f(high) > 0) high <- high + 6
        uniroot(f, c(low, high), tol = 1e-12)$root
    }
    if (abs(t) > 35) return(c(NA, NA))  # R's pt() loses its digits there
    c(find(1 - alpha), find(alpha))
}
detectable_ncp <- function(df, level, power) {
    q <- qt(1 - (1 - level) / 2, df)
    f <- function(ncp)
        pt(q, df, ncp, lower.tail = FALSE) + pt(-q, df, ncp) - power
    uniroot(f, c(0.01, 20), tol = 1e-12)$root
}
correction <- function(df)
    exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)

# Rouder et al (2009), equation 1.
jzs <- function(t, df, n, r = sqrt(2) / 2) {
    f <- function(g) (1 + n * g * r^2)^-0.5 *
        (1 + t^2 / ((1 + n * g * r^2) * df))^(-(df + 1) / 2) *
        (2 * pi)^-0.5 * g^-1.5 * exp(-1 / (2 * g))
    h <- function(u) f(exp(u)) * exp(u)
    integrate(h, -12, 40, rel.tol = 1e-10, subdivisions = 2000L)$value /
        (1 + t^2 / df)^(-(df + 1) / 2)
}

describe <- function(put, key, x) {
    n <- length(x)
    m <- mean(x)
    z <- (x - m) / sqrt(mean((x - m)^2))
    put(paste0(key, ".n"), n)
    put(paste0(key, ".mean"), m)
    put(paste0(key, ".sd"), sd(x))
    put(paste0(key, ".median"), median(x))
    put(paste0(key, ".q1"), quantile(x, 0.25, type = 7))
    put(paste0(key, ".q3"), quantile(x, 0.75, type = 7))
    put(paste0(key, ".min"), min(x))
    put(paste0(key, ".max"), max(x))
    put(paste0(key, ".skewness"), mean(z^3) * sqrt(n * (n - 1)) / (n - 2))
    put(paste0(key, ".kurtosis"),
        (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (mean(z^4) - 3) + 6))
}
put_ci <- function(put, key, limits) {
    put(paste0(key, ".lo"), limits[1])
    put(paste0(key, ".hi"), limits[2])
}
coefficient <- function(put, key, c, level) {
    put(paste0(key, ".estimate"), c$estimate)
    put(paste0(key, ".se"), c$se)
    put(paste0(key, ".df"), c$df)
    put(paste0(key, ".p"), 2 * pt(-abs(c$estimate / c$se), c$df))
    put_ci(put, paste0(key, ".ci"),
           c$estimate + c(-1, 1) * qt(1 - (1 - level) / 2, c$df) * c$se)
}

p_of <- function(c) 2 * pt(-abs(c$estimate / c$se), c$df)
region_p <- list()

# --- one outcome at one later wave -------------------------------------------

told <- function(o, name) {
    row <- results$outcome %in% o$outcome & results$wave %in% o$wave &
        results$name == name
    if (any(row)) results$value[row][1] else NA
}
told_text <- function(o, name) {
    row <- results$outcome %in% o$outcome & results$wave %in% o$wave &
        results$name == name
    if (any(row)) results$text[row][1] else NA
}

the_change <- function(d, group) {
    n <- length(d)
    if (is.null(group))
        return(list(estimate = mean(d), se = sd(d) / sqrt(n), df = n - 1))
    cr2(rep(1, n), d, group, 1)
}

effect_sizes <- function(put, o, pre, post, change) {
    d <- post - pre
    n <- length(d)
    r <- cor(pre, post)
    s_d <- sd(d)
    s_av <- sqrt((var(pre) + var(post)) / 2)
    turn <- sqrt(2 * (1 - r))
    limits <- ncp_limits(change$estimate / change$se, change$df, o$level) *
        change$se
    one <- function(name, unit, factor = 1, j = 1) {
        put(paste0("effect_sizes.", name, ".estimate"),
            j * factor * mean(d) / unit)
        put_ci(put, paste0("effect_sizes.", name, ".ci"),
               factor * limits / unit)
    }
    one("d_z", s_d)
    one("d_av", s_av)
    one("d_rm", s_d, turn)
    one("d_pre", sd(pre))
    one("g_z", s_d, j = correction(n - 1))
    one("g_av", s_av,
        j = correction((n - 1) * (var(pre) + var(post))^2 /
                       (var(pre)^2 + var(post)^2 +
                        2 * r^2 * var(pre) * var(post))))
    biserial <- function(x) {
        s <- signed_ranks(x)
        (s$plus - s$minus) / (length(x) * (length(x) + 1) / 2)
    }
    rb <- biserial(d)
    without <- vapply(seq_len(n), function(i) biserial(d[-i]), 0)
    v <- (n - 1) / n * sum((without - mean(without))^2)
    p <- (rb + 1) / 2
    effective <- if (v > 0) min(n, p * (1 - p) / (v / 4)) else n
    z <- qnorm(1 - (1 - o$level) / 2)
    half <- z * sqrt(p * (1 - p) / effective + z^2 / (4 * effective^2))
    middle <- p + z^2 / (2 * effective)
    put("effect_sizes.rank_biserial.estimate", rb)
    put_ci(put, "effect_sizes.rank_biserial.ci",
           2 * (middle + c(-1, 1) * half) / (1 + z^2 / effective) - 1)
    better <- if (o$lower_is_better) -d else d
    put("effect_sizes.probability_of_improvement.estimate",
        mean(better > 0) + mean(better == 0) / 2)
    b <- (sum(better > 0) + 1) / (n + 2)
    w <- (sum(better < 0) + 1) / (n + 2)
    put_ci(put, "effect_sizes.probability_of_improvement.ci",
           pmin(1, pmax(0, 0.5 + 0.5 * (b - w + c(-1, 1) * z *
               sqrt((b + w - (b - w)^2) / (n + 2))))))
}

# The whole number of steps to a point, where all changes are whole steps (sums:
# 1; averages of 28 answers: 28); NA where there is none.
steps_in <- function(d) {
    for (m in 1:2000)
        if (all(abs(d * m - round(d * m)) <= 1e-9 * m)) return(m)
    NA
}

rank_tests <- function(put, o, d) {
    points <- steps_in(d)
    if (is.na(points)) points <- 1 else d <- round(d * points)
    s <- signed_ranks(d)
    put("wilcoxon.w_plus", s$plus)
    put("wilcoxon.w_minus", s$minus)
    put("wilcoxon.n_zero", sum(round(d, 9) == 0))
    put("wilcoxon.p", min(1, 2 * min(tails(d))))
    put("wilcoxon.hodges_lehmann", median(walsh(d)) / points)
    limits <- shift_interval(d, o$level)
    put_ci(put, "wilcoxon.ci", limits[1:2] / points)
    put("wilcoxon.attained_level", limits[3])
    put("wilcoxon.smallest_p", 2 * 0.5^length(s$moved))
    moved <- sum(round(d, 9) != 0)
    put("sign_test.p", binom.test(sum(d > 1e-9), moved)$p.value)
    if (length(d) <= 5000 && length(d) >= 3) {
        test <- shapiro.test(d)
        put("normality.w", test$statistic)
        put("normality.p", test$p.value, 1e-6)
    }
    flips(put, o, d)
}

# All signs turned both ways, or some of them where that is too many.
flips <- function(put, o, d) {
    if (told_text(o, "permutation_test.method") %in% "exact") {
        whole <- abs(round(d))
        chance <- 1
        for (step in whole)
            chance <- (c(chance, numeric(2 * step)) +
                       c(numeric(2 * step), chance)) / 2
        reach <- (length(chance) - 1) / 2
        sums <- seq(-reach, reach)
        put("permutation_test.p",
            sum(chance[abs(sums) >= abs(sum(round(d)))]))
        return(invisible())
    }
    set.seed(1)
    draws <- 20000
    flipped <- abs(matrix(sample(c(-1, 1), draws * length(d), TRUE), draws) %*%
                   d)
    p <- (1 + sum(flipped >= abs(sum(d)) - 1e-9)) / (1 + draws)
    put("permutation_test.p", p,
        5 * sqrt(max(p, 1 / draws) * 2 / 10000))
}

# How many went better, stayed in between, went worse by an amount: `more` than
# a threshold, or at least a published number of points.
by_amount <- function(o, d, amount, more) {
    better <- if (o$lower_is_better) -d else d
    reach <- if (more) amount + 1e-9 else amount - 1e-9
    k <- if (more) c(sum(better > reach), sum(-better > reach))
         else c(sum(better >= reach), sum(-better >= reach))
    c(better = k[1], between = length(d) - sum(k), worse = k[2])
}
put_counts <- function(put, key, k, level) {
    n <- sum(k)
    put(paste0(key, ".n"), n)
    for (part in names(k)) put(paste0(key, ".n_", part), k[[part]])
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

people_counts <- function(put, o, d, pre) {
    if (o$amount_source == "none") return(NULL)
    k <- counts_of(o, d)
    put_counts(put, "individuals", k, o$level)
    if (o$amount_source == "computed")
        put("individuals.amount", whole_amount(o$threshold, o$amount, d))
    if (!is.na(told(o, "reliable_change.improved"))) {
        limit <- told(o, "reliable_change.threshold")
        computed <- o$amount_source != "published"
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
        if (computed)
            put("reliable_change.whole_points",
                whole_amount(limit, told(o, "reliable_change.whole_points"),
                             d))
    }
    mark <- "^other_amounts\\.(.*)\\.reliability$"
    own <- results$outcome %in% o$outcome & results$wave %in% o$wave
    for (name in unique(sub(mark, "\\1",
                            grep(mark, results$name[own], value = TRUE)))) {
        key <- paste0("other_amounts.", name)
        threshold <- 1.96 * sqrt(2) * sd(pre) *
            sqrt(1 - told(o, paste0(key, ".reliability")))
        put(paste0(key, ".threshold"), threshold)
        amount <- told(o, paste0(key, ".amount"))
        put(paste0(key, ".amount"), whole_amount(threshold, amount, d))
        put_counts(put, key, by_threshold(o, d, threshold, amount), o$level)
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

# Alpha with Feldt's limits; omega from one factor by maximum likelihood, in
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
        list(alpha = a, V = V, n = n)
    }
    before <- alpha("pre", o$first_wave)
    alpha("post", o$wave)
    if (!is.null(before) && length(names) >= 3) {
        fit <- tryCatch(factanal(covmat = before$V, n.obs = before$n,
                                 factors = 1, nstart = 5,
                                 control = list(opt = list(factr = 1e4))),
                        error = function(e) NULL)
        if (!is.null(fit)) {
            s <- sqrt(diag(before$V))
            load <- sum(s * fit$loadings[, 1])^2
            put("reliability.omega_pre.estimate",
                load / (load + sum(s^2 * fit$uniquenesses)), 1e-5)
        }
    }
    if (is.null(before)) NULL else before$alpha
}

missing_data <- function(put, o, pre, post, region, group, counts,
                         paired_ci) {
    known <- !is.na(pre)
    x <- pre[known]; y <- post[known]
    n <- length(x); left <- is.na(y)
    stayed <- x[!left]; gone <- x[left]
    put("missing_data.n_before", n)
    put("missing_data.n_left", sum(left))
    put("missing_data.stayed_mean", mean(stayed))
    if (!any(left)) return(invisible())
    put("missing_data.left_mean", mean(gone))
    put("missing_data.left_standardised_difference",
        (mean(gone) - mean(stayed)) / sqrt((var(gone) + var(stayed)) / 2))
    put("missing_data.left_variance_ratio", var(gone) / var(stayed))
    d <- (y - x)[!left]
    put("missing_data.complete_case.estimate", mean(d))
    put_ci(put, "missing_data.complete_case.ci", paired_ci)
    put("missing_data.if_unchanged", sum(d) / n)
    # Anderson's (1957) closed form of the maximum likelihood.
    line <- lm(y ~ x)
    b <- coef(line)[[2]]
    e <- residuals(line)
    moved <- mean(x) - mean(stayed)
    estimate <- mean(y[!left]) + b * moved - mean(x)
    ss <- sum((stayed - mean(stayed))^2)
    clusters <- groups_of(group[known])
    if (is.null(clusters)) {
        s2 <- sum(e^2) / (length(d) - 2)
        model <- sqrt(s2 / length(d) + s2 * moved^2 / ss +
                      (b - 1)^2 * var(x) / n)
        # Each person's pull on the estimate, residuals as in HC3: the larger.
        pull <- (b - 1) * (x - mean(x)) / n
        pull[!left] <- pull[!left] + e / (1 - hatvalues(line)) *
            (1 / length(d) + moved * (stayed - mean(stayed)) / ss)
        se <- max(model, sqrt(sum(pull^2)))
        df <- length(d) - 2
    } else {
        influence <- (b - 1) * (x - mean(x)) / n
        influence[!left] <- influence[!left] + e / length(d) +
            moved * (stayed - mean(stayed)) / ss * e
        m <- table(clusters)
        s <- tapply(influence, clusters, sum)[names(m)]
        se <- sqrt(sum(s^2 / (1 - m / n)))
        G <- diag(as.numeric(m)) - outer(as.numeric(m), as.numeric(m)) / n
        a <- 1 / sqrt(1 - as.numeric(m) / n)
        G <- G * outer(a, a)
        df <- sum(diag(G))^2 / sum(G^2)
    }
    ci <- estimate + c(-1, 1) * qt(1 - (1 - o$level) / 2, df) * se
    put("missing_data.mar_likelihood.estimate", estimate)
    put_ci(put, "missing_data.mar_likelihood.ci", ci)
    share <- mean(left)
    put("missing_data.tipping_shift",
        if (ci[1] > 0) -ci[1] / share else if (ci[2] < 0) -ci[2] / share
        else NA)
    if (is.null(counts)) {
        put("missing_data.worst_case.estimate", NA)
    } else {
        put("missing_data.worst_case.estimate", counts[["better"]] / n)
        put_ci(put, "missing_data.worst_case.ci",
               wilson(counts[["better"]], n, o$level))
    }
    imputed(put, o, x, y, region[known])
}

# Rubin's rules over draws of our own: random on both sides.
imputed <- function(put, o, x, y, region) {
    left <- is.na(y)
    region <- as.character(region)
    region[is.na(region)] <- ""
    usable <- unique(region[!left])
    region[!region %in% usable] <- usable[1]
    X <- if (length(usable) > 1) model.matrix(~ x + region)
         else cbind(1, x)
    set.seed(1)
    inverse <- solve(crossprod(X[!left, ]))
    beta <- inverse %*% crossprod(X[!left, ], y[!left])
    df <- sum(!left) - ncol(X)
    rss <- sum((y[!left] - X[!left, ] %*% beta)^2)
    draws <- 400
    est <- within <- numeric(draws)
    for (k in seq_len(draws)) {
        s2 <- rss / rchisq(1, df)
        drawn <- beta + t(chol(s2 * inverse)) %*% rnorm(ncol(X))
        full <- y
        full[left] <- X[left, , drop = FALSE] %*% drawn +
            rnorm(sum(left), 0, sqrt(s2))
        est[k] <- mean(full - x)
        within[k] <- var(full - x) / length(x)
    }
    se <- sqrt(mean(within) + var(est))
    put("missing_data.multiple_imputation.estimate", mean(est),
        5 * sd(est) * sqrt(1 / 50 + 1 / draws))
    ci <- mean(est) + c(-1, 1) * qt(1 - (1 - o$level) / 2, length(x) - 1) * se
    for (i in 1:2)
        put(paste0("missing_data.multiple_imputation.ci.", c("lo", "hi")[i]),
            ci[i], 5 * sd(est) * sqrt(1 / 50 + 1 / draws) + 0.15 * se)
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

regions_of <- function(put, o, pre, post, region, group) {
    keep <- !is.na(region)
    d <- (post - pre)[keep]
    pre <- pre[keep]; post <- post[keep]
    group <- as.character(group[keep])
    region <- as.character(region[keep])
    names <- sort(unique(region))
    if (length(names) < 2) return(invisible())
    own <- lapply(names, function(k)
        the_change(d[region == k], groups_of(group[region == k])))
    sizes <- vapply(names, function(k) sum(region == k), 0)
    if (any(sizes < 3)) return(invisible())
    key <- function(k, what) paste0("comparison.cohorts.", k, ".", what)
    for (i in seq_along(names)) {
        k <- names[i]; c <- own[[i]]; r <- region == k
        put(key(k, "n_both"), sum(r))
        put(key(k, "pre_mean"), mean(pre[r]))
        put(key(k, "pre_sd"), sd(pre[r]))
        put(key(k, "post_mean"), mean(post[r]))
        put(key(k, "change"), c$estimate)
        put(key(k, "se"), c$se)
        put(key(k, "df"), c$df)
        put_ci(put, key(k, "ci"), c$estimate + c(-1, 1) *
               qt(1 - (1 - o$level) / 2, c$df) * c$se)
        put(key(k, "d_pre"), c$estimate / sd(pre[r]))
        put(key(k, "n_support_groups"),
            length(unique(na.omit(group[r]))))
        if (o$amount_source != "none") {
            put_counts(put, key(k, "individuals"), counts_of(o, d[r]), o$level)
        }
    }
    clusters <- groups_of(group)
    cells <- outer(region, names, "==") + 0
    weight <- sizes / sum(sizes)
    average <- sum(weight * vapply(own, `[[`, 0, "estimate"))
    parts <- weight * vapply(own, `[[`, 0, "se")
    put("comparison.pooled.estimate", average)
    put("comparison.pooled.se", sqrt(sum(parts^2)))
    put("comparison.pooled.df",
        sum(parts^2)^2 / sum(parts^4 / vapply(own, `[[`, 0, "df")))
    put_ci(put, "comparison.pooled.ci", average + c(-1, 1) *
           qt(1 - (1 - o$level) / 2, sum(parts^2)^2 /
              sum(parts^4 / vapply(own, `[[`, 0, "df"))) *
           sqrt(sum(parts^2)))
    # Each region with the spread of its own, Satterthwaite degrees of freedom.
    apart <- function(contrast) {
        v <- contrast * vapply(own, `[[`, 0, "se")
        list(estimate = sum(contrast * vapply(own, `[[`, 0, "estimate")),
             se = sqrt(sum(v^2)),
             df = sum(v^2)^2 / sum(v^4 / vapply(own, `[[`, 0, "df")))
    }
    X <- cbind(cells, pre)
    robust <- function(contrast) {
        if (is.null(clusters)) return(hc3(X, post, contrast))
        cr2(X, post, clusters, contrast)
    }
    plain <- lm(post ~ 0 + X)
    equal <- function(contrast)
        list(estimate = sum(contrast * coef(plain)),
             se = sqrt(drop(t(contrast) %*% vcov(plain) %*% contrast)),
             df = length(d) - ncol(X))
    p <- sapply(seq_along(names), function(i) {
        contrast <- (names == names[i]) - weight
        coefficient(put, key(names[i], "change_from_average"),
                    apart(contrast), o$level)
        coefficient(put, key(names[i], "ancova_from_average"),
                    robust(c(contrast, 0)), o$level)
        coefficient(put, key(names[i], "ancova_from_average_equal_spread"),
                    equal(c(contrast, 0)), o$level)
        c(p_of(apart(contrast)), p_of(robust(c(contrast, 0))))
    })
    for (i in seq_along(names)) {
        put(key(names[i], "change_from_average.p_holm"), p.adjust(p[1, ])[i])
        put(key(names[i], "ancova_from_average.p_holm"), p.adjust(p[2, ])[i])
    }
    coefficient(put, "comparison.ancova.slope",
                robust(c(0 * sizes, 1)), o$level)
    put("comparison.n_compared", length(names))
    f <- anova(lm(post ~ pre), lm(post ~ pre + region))
    put("comparison.ancova.test.f", f$F[2])
    put("comparison.ancova.test.df1", f$Df[2])
    put("comparison.ancova.test.df2", f$Res.Df[2])
    put("comparison.ancova.test.p", f$`Pr(>F)`[2])
    if (!is.null(clusters)) {
        put("comparison.support_groups.n", length(unique(clusters)))
        m <- table(clusters)
        put("comparison.support_groups.mean_size", sum(m^2) / sum(m))
        if (requireNamespace("nlme", quietly = TRUE)) {
            fit <- tryCatch(nlme::lme(d ~ region, random = ~ 1 | clusters),
                            error = function(e) NULL)
            if (!is.null(fit)) {
                v <- as.numeric(nlme::VarCorr(fit)[, "Variance"])
                icc <- v[1] / sum(v)
                put("comparison.support_groups.icc", icc, 1e-4)
                put("comparison.support_groups.design_effect",
                    1 + (sum(m^2) / sum(m) - 1) * icc, 2e-3)
            }
        }
    }
    if (length(names) > 2) return(invisible())
    two <- apart(c(1, -1))
    put("comparison.change_score.test.f", (two$estimate / two$se)^2)
    put("comparison.change_score.test.df1", 1)
    put("comparison.change_score.test.df2", two$df)
    put("comparison.change_score.test.p", p_of(two))
    if (is.null(clusters)) {
        test <- t.test(d[region == names[1]], d[region == names[2]],
                       conf.level = o$level)
        put("comparison.change_score.estimate", -diff(test$estimate))
        put("comparison.change_score.se", test$stderr)
        put("comparison.change_score.df", test$parameter)
        put_ci(put, "comparison.change_score.ci", test$conf.int)
        p <- test$p.value
    } else {
        c <- cr2(cells, d, clusters, c(1, -1))
        put("comparison.change_score.estimate", c$estimate)
        put("comparison.change_score.se", c$se)
        put("comparison.change_score.df", c$df)
        put_ci(put, "comparison.change_score.ci",
               c$estimate + c(-1, 1) * qt(1 - (1 - o$level) / 2, c$df) * c$se)
        p <- p_of(c)
    }
    put("comparison.p", p)
    region_p[[paste(o$wave, o$outcome)]] <<- p
    c <- robust(c(1, -1, 0))
    put("comparison.ancova.estimate", c$estimate)
    put("comparison.ancova.se", c$se)
    put("comparison.ancova.df", c$df)
    put_ci(put, "comparison.ancova.ci",
           c$estimate + c(-1, 1) * qt(1 - (1 - o$level) / 2, c$df) * c$se)
    coefficient(put, "comparison.ancova.equal_spread", equal(c(1, -1, 0)),
                o$level)
}

one_outcome <- function(o) {
    here <- function(name, value, within = NA)
        put(o$outcome, o$wave, name, value, within)
    before <- wave_of(o$outcome, o$first_wave)
    after <- wave_of(o$outcome, o$wave)
    region <- background("region"); group <- background("group")
    both <- !is.na(before) & !is.na(after)
    here("n_pre", sum(!is.na(before)))
    here("n_post", sum(!is.na(after)))
    here("n_paired", sum(both))
    pre <- before[both]; post <- after[both]; d <- post - pre
    if (length(d) < 6 || sd(d) == 0) return(invisible())
    clusters <- groups_of(group[both])
    change <- the_change(d, clusters)
    level <- o$level
    describe(here, "pre", pre)
    describe(here, "post", post)
    t <- change$estimate / change$se
    p <- 2 * pt(-abs(t), change$df)
    better <- if (o$lower_is_better) -d else d
    here("change.mean", mean(d))
    here("change.sd", sd(d))
    here("change.se", change$se)
    ci <- mean(d) + c(-1, 1) * qt(1 - (1 - level) / 2, change$df) * change$se
    put_ci(here, "change.ci", ci)
    here("change.median", median(d))
    here("change.correlation", cor(pre, post))
    here("change.n_better", sum(round(better, 9) > 0))
    here("change.n_same", sum(round(d, 9) == 0))
    here("change.n_worse", sum(round(better, 9) < 0))
    here("t_test.t", t)
    here("t_test.df", change$df)
    here("t_test.p", p)
    if (!is.null(clusters)) here("n_groups", length(unique(clusters)))
    rank_tests(here, o, d)
    effect_sizes(here, o, pre, post, change)
    n_like <- (sd(d) / change$se)^2
    bf <- tryCatch(jzs(t, change$df, n_like), error = function(e) NA)
    here("bayes_factor.bf10", bf)
    here("bayes_factor.log_bf10", log(bf))
    narrow <- mean(d) + c(-1, 1) * qt(level, change$df) * change$se
    if (!is.na(o$sesoi)) {
        here("equivalence.p",
             max(pt((mean(d) - o$sesoi) / change$se, change$df),
                 pt((mean(d) + o$sesoi) / change$se, change$df,
                    lower.tail = FALSE)))
        put_ci(here, "equivalence.ci", narrow)
    }
    turn <- if (o$lower_is_better) -1 else 1
    here("verdict.estimate", turn * mean(d))
    put_ci(here, "verdict.ci", sort(turn * ci))
    put_ci(here, "verdict.equivalence_ci", sort(turn * narrow))
    ncp <- detectable_ncp(change$df, level, 0.8)
    here("minimum_detectable_change.raw", ncp * change$se)
    here("minimum_detectable_change.d_z", ncp * change$se / sd(d))
    alpha <- reliability(here, o)
    amount <- function(reliability)
        1.96 * sqrt(2) * sd(pre) * sqrt(1 - reliability)
    if (o$amount_source == "computed" && !is.null(alpha))
        here("individuals.threshold",
             amount(told(o, "individuals.reliability")))
    if (!is.na(told(o, "reliable_change.reliability"))) {
        here("reliable_change.sd", sd(pre))
        if (!is.na(told(o, "reliable_change.threshold")) &&
            o$amount_source == "computed")
            here("reliable_change.threshold",
                 amount(told(o, "reliable_change.reliability")))
    }
    counts <- people_counts(here, o, d, pre)
    missing_data(here, o, before, after, region, group, counts, ci)
    low_point(here, o, pre, post)
    recovery(here, o, pre, post, d)
    for (k in unique(na.omit(region))) {
        r <- region %in% k
        at <- function(what) paste0("comparison.cohorts.", k, ".", what)
        here(at("n_before"), sum(!is.na(before) & r))
        here(at("n_after"), sum(!is.na(after) & r))
        here(at("n_people"), sum(r))
        here(at("n_before_only"), sum(!is.na(before) & is.na(after) & r))
        here(at("n_after_only"), sum(is.na(before) & !is.na(after) & r))
    }
    if (any(startsWith(results$name, "comparison.")))
        regions_of(here, o, pre, post, region[both], group[both])
    p
}

# --- all outcomes ------------------------------------------------------------

outcomes$p <- NA
for (i in seq_len(nrow(outcomes))) {
    p <- one_outcome(outcomes[i, ])
    if (!is.null(p)) outcomes$p[i] <- p
}
for (family in split(seq_len(nrow(outcomes)),
                     paste(outcomes$wave, outcomes$role))) {
    p <- outcomes$p[family]
    holm <- p.adjust(p, "holm", n = length(p))
    for (k in seq_along(family)) {
        o <- outcomes[family[k], ]
        if (!is.na(holm[k])) put(o$outcome, o$wave, "p_holm", holm[k])
    }
}

for (wave in unique(outcomes$wave)) {
    own <- outcomes[outcomes$wave == wave, ]
    p <- vapply(paste(wave, own$outcome), function(k)
        if (is.null(region_p[[k]])) NA_real_ else region_p[[k]], 0)
    holm <- p.adjust(p, "holm")
    for (i in which(!is.na(holm)))
        put(own$outcome[i], wave, "comparison.p_holm", holm[[i]])
}

# Who answered. A score before and after of any one outcome counts.
last <- outcomes$wave[nrow(outcomes)]
ids <- unique(outcomes$outcome)
has <- function(wave)
    rowSums(!is.na(vapply(ids, function(k) as.numeric(wave_of(k, wave)),
                          numeric(length(people))))) > 0
pair <- rowSums(vapply(ids, function(k)
    !is.na(wave_of(k, first)) & !is.na(wave_of(k, last)),
    logical(length(people)))) > 0
n_groups <- function(rows)
    length(unique(na.omit(background("group")[rows])))
put(NA, NA, "flow.n_groups", n_groups(TRUE))
for (wave in unique(scores$wave))
    put(NA, NA, paste0("flow.waves.", wave, ".n"),
        sum(people %in% scores$participant[scores$wave == wave]))
put(NA, NA, "flow.n_before", sum(has(first)))
put(NA, NA, "flow.n_after", sum(has(last)))
put(NA, NA, "flow.n_both", sum(pair))
put(NA, NA, "flow.n_before_only", sum(has(first) & !pair))
put(NA, NA, "flow.n_after_only", sum(has(last) & !pair))
for (k in unique(na.omit(background("region")))) {
    r <- background("region") %in% k
    put(NA, NA, paste0("flow.regions.", k, ".n_before"), sum(has(first) & r))
    put(NA, NA, paste0("flow.regions.", k, ".n_both"), sum(pair & r))
    put(NA, NA, paste0("flow.regions.", k, ".n_people"), sum(r))
    put(NA, NA, paste0("flow.regions.", k, ".n_groups"), n_groups(r))
    put(NA, NA, paste0("flow.regions.", k, ".n_after"), sum(has(last) & r))
    put(NA, NA, paste0("flow.regions.", k, ".n_before_only"),
        sum(has(first) & !pair & r))
    put(NA, NA, paste0("flow.regions.", k, ".n_after_only"),
        sum(has(last) & !pair & r))
}

for (k in unique(na.omit(background("group")))) {
    r <- background("group") %in% k
    at <- function(what) paste0("flow.groups.", k, ".", what)
    put(NA, NA, at("n_people"), sum(r))
    put(NA, NA, at("n_before"), sum(has(first) & r))
    put(NA, NA, at("n_after"), sum(has(last) & r))
    put(NA, NA, at("n_both"), sum(pair & r))
    put(NA, NA, at("n_before_only"), sum(has(first) & !pair & r))
    put(NA, NA, at("n_after_only"), sum(has(last) & !pair & r))
}
if ("date" %in% names(answers)) {
    start <- as.Date(wave_of("date", first, answers))
    for (wave in unique(outcomes$wave)) {
        days <- as.numeric(as.Date(wave_of("date", wave, answers)) - start)
        days <- days[!is.na(days)]
        at <- paste0("flow.gaps.", wave)
        put(NA, NA, paste0(at, ".n"), length(days))
        if (length(days) == 0) next
        put(NA, NA, paste0(at, ".days_median"), median(days))
        put(NA, NA, paste0(at, ".days_q1"), quantile(days, 0.25))
        put(NA, NA, paste0(at, ".days_q3"), quantile(days, 0.75))
    }
    if (length(days) > 0)
        put(NA, NA, "flow.gap_days_median", median(days))
} else {
    for (wave in unique(outcomes$wave))
        put(NA, NA, paste0("flow.gaps.", wave, ".n"), 0)
}

# Those who did not answer again, by what is kept of people: differences of
# shares in standard deviations of the two (Austin 2009).
for (column in setdiff(names(scores), c("participant", "wave", "region",
                                        "group", ids))) {
    x <- background(column)
    came <- has(first)
    key <- unique(sub("^(leavers\\.[^.]*)\\..*", "\\1",
                      grep("^leavers\\.", results$name, value = TRUE)))
    key <- key[gsub("[^A-Za-z0-9.]", "_", key) ==
               paste0("leavers.", column)]
    if (length(key) != 1 || is.numeric(x)) next
    stayed <- x[came & pair]; gone <- x[came & !pair]
    put(NA, NA, paste0(key, ".n_stayed"), sum(!is.na(stayed)))
    put(NA, NA, paste0(key, ".n_left"), sum(!is.na(gone)))
    for (k in unique(na.omit(x))) {
        a <- mean(stayed == k, na.rm = TRUE); b <- mean(gone == k, na.rm = TRUE)
        level <- paste0(key, ".levels.", k)
        put(NA, NA, paste0(level, ".n_stayed"), sum(stayed == k, na.rm = TRUE))
        put(NA, NA, paste0(level, ".n_left"), sum(gone == k, na.rm = TRUE))
        put(NA, NA, paste0(level, ".difference"),
            (b - a) / sqrt((var(gone == k, na.rm = TRUE) +
                            var(stayed == k, na.rm = TRUE)) / 2))
    }
}

# NHS Talking Therapies: caseness 10 and 8, reliable change 6 and 4. Who is
# not known on one of them is in no group but everyone.
if (all(c("phq9.total", "gad7.total") %in% ids)) {
    p0 <- wave_of("phq9.total", first); p1 <- wave_of("phq9.total", last)
    g0 <- wave_of("gad7.total", first); g1 <- wave_of("gad7.total", last)
    form <- (!is.na(p0) | !is.na(g0)) & (!is.na(p1) | !is.na(g1))
    yes <- function(x) !is.na(x) & x
    known <- !is.na(p1 - p0) & !is.na(g1 - g0)
    case <- yes(p0 >= 10) | yes(g0 >= 8)
    no_case <- yes(p0 < 10 & g0 < 8)
    could <- form & !no_case
    recovered <- case & yes(p1 < 10 & g1 < 8)
    up <- yes(p0 - p1 >= 6) | yes(g0 - g1 >= 4)
    down <- yes(p1 - p0 >= 6) | yes(g1 - g0 >= 4)
    share <- function(name, part, whole) {
        at <- paste0("talking_therapies.", name)
        put(NA, NA, paste0(at, ".n"), sum(part & whole))
        put(NA, NA, paste0(at, ".of"), sum(whole))
        put(NA, NA, paste0(at, ".share"), sum(part & whole) / sum(whole))
        put_ci(function(k, v) put(NA, NA, k, v), paste0(at, ".ci"),
               wilson(sum(part & whole), sum(whole), outcomes$level[1]))
    }
    if (any(form)) {
        put(NA, NA, "talking_therapies.n", sum(form))
        put(NA, NA, "talking_therapies.n_not_at_caseness", sum(form & no_case))
        share("recovery", recovered, could)
        share("reliable_recovery", recovered & known & up & !down, could)
        share("reliable_improvement", known & up & !down, form)
        share("reliable_deterioration", known & down & !up, form)
        share("no_reliable_change", known & !up & !down, form)
    }
}

# Waves over time: an unstructured covariance by restricted likelihood.
waves <- c(first, unique(outcomes$wave))
if (length(waves) > 2 && requireNamespace("nlme", quietly = TRUE))
    for (k in ids) {
        long <- do.call(rbind, lapply(seq_along(waves), function(w)
            data.frame(id = people, w = w, y = wave_of(k, waves[w]))))
        long <- long[!is.na(long$y), ]
        fit <- tryCatch(nlme::gls(
            y ~ 0 + factor(w), long, method = "REML",
            correlation = nlme::corSymm(form = ~ w | id),
            weights = nlme::varIdent(form = ~ 1 | w),
            control = nlme::glsControl(maxIter = 200, msMaxIter = 400,
                                       tolerance = 1e-9)),
            error = function(e) NULL)
        if (is.null(fit)) next
        put(NA, NA, paste0("growth.", k, ".n"), length(unique(long$id)))
        for (w in seq_along(waves)) {
            at <- paste0("growth.", k, ".waves.", waves[w])
            put(NA, NA, paste0(at, ".n"), sum(long$w == w))
            put(NA, NA, paste0(at, ".mean.estimate"), coef(fit)[[w]], 2e-4)
            if (w == 1) next
            put(NA, NA, paste0(at, ".change.estimate"),
                coef(fit)[[w]] - coef(fit)[[1]], 2e-4)
        }
    }

# --- side by side ------------------------------------------------------------

label <- function(x) ifelse(is.na(x), "", x)
agree <- differ <- told_only <- 0
unknown <- character()
numbers <- results[!is.na(results$value), ]
for (i in seq_len(nrow(numbers))) {
    r <- numbers[i, ]
    own <- mine[[paste(r$outcome, r$wave, r$name, sep = "\r")]]
    if (is.null(own) || is.na(own$value)) {
        why <- which(vapply(explained[, 1], grepl, NA, r$name))
        if (length(why) > 0) told_only <- told_only + 1
        else unknown <- c(unknown, r$name)
        next
    }
    within <- if (is.na(own$within)) 1e-6 * max(abs(r$value), 1e-3)
              else own$within
    ok <- abs(own$value - r$value) <= within
    if (ok) agree <- agree + 1 else differ <- differ + 1
    cat(sprintf("%-22s %-10s %-52s %16.9g %16.9g %s\n", label(r$outcome),
                label(r$wave), r$name, r$value, own$value,
                if (ok) "agree" else "DIFFER"))
}
if (length(unknown) > 0) {
    count <- sort(table(unknown), decreasing = TRUE)
    cat("\nNot worked out again:\n")
    cat(sprintf("%6d  %s\n", count, names(count)), sep = "")
}
if (any(told_only > 0)) {
    cat("\nNot worked out again, for a reason:\n")
    cat(sprintf("  %s: %s\n", explained[, 1], explained[, 2]), sep = "")
}
cat(sprintf(paste0("\n%d numbers: %d agree, %d differ, %d given or explained, ",
                   "%d not worked out again\n"),
            nrow(numbers), agree, differ, told_only, length(unknown)))
quit(status = if (differ > 0) 1 else 0)
