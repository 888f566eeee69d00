# For check.R: one arm against the comparison, in designs that have one.

# Scores after on scores before and arm, all arms in one model: the difference
# of `arm` from `other`; HC3, or CR2 where support groups are named.
ancova_of <- function(pre, post, arm, clusters, one, other) {
    levels <- unique(arm)
    X <- cbind(outer(arm, levels, "==") + 0, pre)
    contrast <- c((levels == one) - (levels == other), 0)
    slope <- c(0 * seq_along(levels), 1)
    if (is.null(clusters))
        list(difference = hc3(X, post, contrast), slope = hc3(X, post, slope))
    else
        list(difference = cr2(X, post, clusters, contrast),
             slope = cr2(X, post, clusters, slope))
}

change_difference <- function(d, arm, clusters, one, other, level) {
    if (is.null(clusters)) {
        test <- t.test(d[arm == one], d[arm == other], conf.level = level)
        return(list(estimate = -diff(test$estimate), se = test$stderr,
                    df = test$parameter))
    }
    levels <- unique(arm)
    cr2(outer(arm, levels, "==") + 0, d, clusters,
        (levels == one) - (levels == other))
}

# Morris (2008), equations 8 and 16, his d in place of the true one.
ppc2 <- function(put, pre, post, arm, one, other, level) {
    a <- arm == one; b <- arm == other
    df <- sum(a) + sum(b) - 2
    spread <- sqrt(((sum(a) - 1) * var(pre[a]) + (sum(b) - 1) * var(pre[b])) /
                   df)
    J <- correction(df)
    d <- J * (mean(post[a] - pre[a]) - mean(post[b] - pre[b])) / spread
    within <- function(x) c(x[a] - mean(x[a]), x[b] - mean(x[b]))
    r <- cor(within(pre), within(post))
    base <- 2 * (1 - r) * (1 / sum(a) + 1 / sum(b))
    se <- sqrt(J^2 * base * df / (df - 2) * (1 + d^2 / base) - d^2)
    put("contrast.d_ppc2.estimate", d)
    put_ci(put, "contrast.d_ppc2.ci",
           d + c(-1, 1) * qnorm(1 - (1 - level) / 2) * se)
    put("contrast.start_difference", (mean(pre[a]) - mean(pre[b])) / spread)
}

one_arm <- function(put, key, o, before, after, group) {
    both <- !is.na(before) & !is.na(after)
    pre <- before[both]; post <- after[both]
    at <- function(what) paste0("contrast.", key, ".", what)
    put(at("n_before"), sum(!is.na(before)))
    put(at("n_both"), sum(both))
    put(at("n_left"), sum(!is.na(before) & is.na(after)))
    put(at("pre_mean"), mean(pre)); put(at("pre_sd"), sd(pre))
    put(at("post_mean"), mean(post)); put(at("post_sd"), sd(post))
    change <- the_change(post - pre, groups_of(group[both]))
    put(at("change"), change$estimate)
    put_ci(put, at("change_ci"), change$estimate + c(-1, 1) *
           qt(1 - (1 - o$level) / 2, change$df) * change$se)
    if (o$amount_source == "none") return(invisible())
    k <- counts_of(o, post - pre)
    for (part in names(k)) put(at(paste0("n_", part)), k[[part]])
}

# The p that decides.
arms_of <- function(put, o) {
    before <- wave_of(o$outcome, o$first_wave)
    after <- wave_of(o$outcome, o$wave)
    arm <- arms_in(o)
    group <- background("group")
    for (part in c("arm", "comparison")) {
        own <- arm %in% o[[part]]
        one_arm(put, part, o, ifelse(own, before, NA), ifelse(own, after, NA),
                group)
    }
    both <- !is.na(before) & !is.na(after) & !is.na(arm)
    enough <- names(which(table(arm[both]) >= 6))
    if (!all(c(o$arm, o$comparison) %in% enough)) return(NULL)
    both <- both & arm %in% enough
    fit <- ancova_of(before[both], after[both], arm[both],
                     groups_of(group[both]), o$arm, o$comparison)
    with_t <- function(key, c) {
        coefficient(put, key, c, o$level)
        put(paste0(key, ".t"), c$estimate / c$se)
    }
    with_t("contrast.ancova", fit$difference)
    with_t("contrast.slope", fit$slope)
    with_t("contrast.change_score",
           change_difference((after - before)[both], arm[both],
                             groups_of(group[both]), o$arm, o$comparison,
                             o$level))
    ppc2(put, before[both], after[both], arm[both], o$arm, o$comparison,
         o$level)
    # Everyone who left, in every arm, as they were before.
    all <- !is.na(before) & arm %in% enough
    with_t("contrast.if_unchanged",
           ancova_of(before[all], ifelse(is.na(after), before, after)[all],
                     arm[all], groups_of(group[all]), o$arm,
                     o$comparison)$difference)
    between(put, o, fit$difference, sum(arm %in% o$arm & !is.na(before)),
            sum(both & arm %in% o$arm))
    p_of(fit$difference)
}

# What is said of the difference.
between <- function(put, o, c, n_before, n_both) {
    limits <- function(level)
        c$estimate + c(-1, 1) * qt(1 - (1 - level) / 2, c$df) * c$se
    ci <- limits(o$level); narrow <- limits(2 * o$level - 1)
    if (!is.na(o$sesoi)) {
        put("contrast.equivalence.sesoi", o$sesoi)
        put("contrast.equivalence.p",
            max(pt((c$estimate - o$sesoi) / c$se, c$df),
                pt((c$estimate + o$sesoi) / c$se, c$df, lower.tail = FALSE)))
        put_ci(put, "contrast.equivalence.ci", narrow)
    }
    put("contrast.tipping_shift",
        if (prod(ci) > 0 && n_before > n_both)
            min(abs(ci)) * n_before / (n_before - n_both) else NA)
    turn <- if (o$lower_is_better) -1 else 1
    put("verdict.estimate", turn * c$estimate)
    put_ci(put, "verdict.ci", sort(turn * ci))
    put_ci(put, "verdict.equivalence_ci", sort(turn * narrow))
}
