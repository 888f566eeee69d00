# For check.R: the pairs of one outcome at one later wave, of one arm.

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
    # where r is 1 its standardiser is 0/0, and there is no such number
    if (1 - r > 1e-12) one("d_rm", s_d, turn)
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
# How far apart neighbouring changes are (sums of doubled answers: 2).
step_in <- function(d) {
    divisor <- function(a, b) if (b == 0) a else divisor(b, a %% b)
    m <- steps_in(d)
    if (is.na(m)) NA else Reduce(divisor, abs(round(d * m))) / m
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
        put("permutation_test.p_error", 0)
        return(invisible())
    }
    told_p <- told(o, "permutation_test.p")
    put("permutation_test.p_error",
        sqrt(told_p * (1 - told_p) / told(o, "permutation_test.resamples")))
    set.seed(1)
    draws <- 20000
    flipped <- abs(matrix(sample(c(-1, 1), draws * length(d), TRUE), draws) %*%
                   d)
    p <- (1 + sum(flipped >= abs(sum(d)) - 1e-9)) / (1 + draws)
    put("permutation_test.p", p,
        5 * sqrt(max(p, 1 / draws) * 2 / 10000))
}

# Hall's (1992) transformation of t, where changes reach further against the
# mean than skewness does by chance: 1.75 times what is seen.
skewed_p <- function(put, d, t, df) {
    n <- length(d)
    skewness <- sum((d - mean(d))^3) / n / (mean((d - mean(d))^2))^1.5 *
        sqrt(n * (n - 1)) / (n - 2)
    se <- sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3)))
    if (-sign(mean(d)) * skewness <= se) return(invisible())
    g <- 1.75 * skewness / sqrt(n)
    moved <- t + g * (t^2 / 3 + 1 / 6) + g^2 * t^3 / 27
    put("verdict.p_allowing_for_skewness", 2 * pt(-abs(moved), df))
}

one_outcome <- function(o) {
    here <- function(name, value, within = NA)
        put(o$outcome, o$wave, name, value, within, o$arm)
    counted <- in_arm(o)
    before <- ifelse(counted, wave_of(o$outcome, o$first_wave), NA)
    after <- ifelse(counted, wave_of(o$outcome, o$wave), NA)
    region <- background("region"); group <- background("group")
    both <- !is.na(before) & !is.na(after)
    here("n_rows", sum(counted))
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
    if (!is.null(clusters)) here("n_groups", n_named(group[both]))
    rank_tests(here, o, d)
    doses(here, o, both, pre, d, group[both])
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
    if (length(d) >= 30 && is.null(clusters) && is.na(o$arm))
        skewed_p(here, d, t, change$df)
    here("minimum_detectable_change.power", 0.8)
    here("bayes_factor.r_scale", sqrt(2) / 2)
    ncp <- detectable_ncp(change$df, level, 0.8)
    here("minimum_detectable_change.raw", ncp * change$se)
    here("minimum_detectable_change.d_z", ncp * change$se / sd(d))
    alpha <- reliability(here, o)
    counts <- people_counts(here, o, d, pre, alpha)
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
    if (!is.na(o$arm)) p <- arms_of(here, o)
    p
}
