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
    put(at("left_mean"), mean(before[!is.na(before) & is.na(after)]))
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
    imputed_between(put, o, before[all], after[all], arm[all], group[all])
    between(put, o, fit$difference, sum(arm %in% o$arm & !is.na(before)),
            sum(both & arm %in% o$arm))
    p_of(fit$difference)
}

# What the difference is with many draws: arms' lines at the mean of all their
# people, less the mean slope times the distance of those means. Its variance
# with residuals as they are (HC3) against residuals that are alike.
wider_between <- function(lines, pre, post, arm, o) {
    spread <- tapply(pre, arm, function(x) sum((x - mean(x))^2))
    middle <- tapply(pre, arm, mean)
    slopes <- vapply(lines, function(l) coef(l)[[2]], 0)
    common <- sum(slopes * spread[names(slopes)]) / sum(spread)
    apart <- middle[[o$arm]] - middle[[o$comparison]]
    robust <- model <- 0
    for (a in names(lines)) {
        sign <- (a == o$arm) - (a == o$comparison)
        x <- pre[arm == a]; stayed <- !is.na(post[arm == a]); n <- length(x)
        g <- sign * c(1, middle[[a]]) -
            c(0, apart * spread[[a]] / sum(spread))
        own <- sign * (slopes[[a]] - common) * (x - mean(x)) / n
        X <- model.matrix(lines[[a]])
        e <- numeric(n)
        e[stayed] <- X %*% solve(crossprod(X), g) * residuals(lines[[a]]) /
            (1 - hatvalues(lines[[a]]))
        as_they_are <- sum((own + e)^2)
        robust <- robust + as_they_are
        model <- model + if (all(stayed)) as_they_are else
            sum(own^2) * n / (n - 1) + drop(t(g) %*% vcov(lines[[a]]) %*% g)
    }
    max(1, sqrt(robust / model))
}

# Rubin's rules over draws of our own, each arm by its own line: random on both
# sides, so as near as the draws' own spread.
imputed_between <- function(put, o, pre, post, arm, group) {
    draws <- 100
    clusters <- groups_of(group)
    lines <- lapply(split(data.frame(pre, post), arm),
                    function(x) lm(post ~ pre, x))
    set.seed(1)
    sets <- vapply(seq_len(draws), function(k) {
        full <- post
        for (a in names(lines)) {
            left <- arm == a & is.na(post)
            X <- model.matrix(lines[[a]])
            df <- nrow(X) - 2
            s2 <- sum(residuals(lines[[a]])^2) / rchisq(1, df)
            b <- coef(lines[[a]]) +
                drop(t(chol(s2 * solve(crossprod(X)))) %*% rnorm(2))
            full[left] <- b[[1]] + b[[2]] * pre[left] +
                rnorm(sum(left), 0, sqrt(s2))
        }
        c <- ancova_of(pre, full, arm, clusters, o$arm, o$comparison)$difference
        c(c$estimate, c$se^2, c$df)
    }, numeric(3))
    # Barnard and Rubin (1999).
    between <- var(sets[1, ])
    total <- mean(sets[2, ]) + (1 + 1 / draws) * between
    lambda <- (1 + 1 / draws) * between / total
    nu <- mean(sets[3, ])
    observed <- (nu + 1) / (nu + 3) * nu * (1 - lambda)
    df <- 1 / (lambda^2 / (draws - 1) + 1 / observed)
    estimate <- mean(sets[1, ])
    wider <- wider_between(lines, pre, post, arm, o)
    se <- sqrt(total) * wider
    near <- 1e-9 + 5 * sqrt(between * (1 / 50 + 1 / draws))
    key <- function(what) paste0("contrast.multiple_imputation.", what)
    put(key("estimate"), estimate, near)
    # A variance of k draws has one of 2/(k - 1) of its square.
    put(key("se"), se, 1e-9 + 5 * wider^2 * between / (2 * se) *
        sqrt(2 / 49 + 2 / (draws - 1)))
    put(key("df"), df, 1e-6 + 0.5 * lambda * nu)
    put(key("t"), estimate / se, 1e-6 + near / se +
        abs(estimate) / se * 0.3 * lambda)
    put(key("p"), 2 * pt(-abs(estimate / se), df),
        1e-6 + 0.5 * near / se + 0.3 * lambda)
    ci <- estimate + c(-1, 1) * qt(1 - (1 - o$level) / 2, df) * se
    for (i in 1:2)
        put(key(c("ci.lo", "ci.hi")[i]), ci[i], near + 0.6 * lambda * se)
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
