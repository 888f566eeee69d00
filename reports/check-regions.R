# For check.R: regions side by side.

regions_of <- function(put, o, pre, post, region, group) {
    keep <- !is.na(region)
    d <- (post - pre)[keep]
    pre <- pre[keep]; post <- post[keep]
    group <- as.character(group[keep])
    region <- as.character(region[keep])
    names <- sort(unique(region), method = "radix")
    key <- function(k, what) paste0("comparison.cohorts.", k, ".", what)
    for (k in unique(na.omit(as.character(everyone$region))))
        put(key(k, "n_both"), sum(region == k))
    # Too few for a number of their own take no part.
    names <- names[vapply(names, function(k)
        !is.na(told(o, key(k, "change"))), NA)]
    in_them <- region %in% names
    d <- d[in_them]; pre <- pre[in_them]; post <- post[in_them]
    group <- group[in_them]; region <- region[in_them]
    put("comparison.n_compared", length(names))
    put("comparison.ancova.reliability", told(o, "reliability.alpha_pre.estimate"))
    own <- lapply(names, function(k)
        the_change(d[region == k], groups_of(group[region == k])))
    sizes <- vapply(names, function(k) sum(region == k), 0)
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
            put_counts_ci(put, key(k, "individuals"), counts_of(o, d[r]), o$level)
            for (part in c("reliability", "threshold", "amount"))
                put(key(k, paste0("individuals.", part)),
                    told(o, paste0("individuals.", part)))
        }
    }
    if (length(names) < 2) return(invisible())
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
    reliability <- told(o, "comparison.ancova.reliability")
    put("comparison.ancova.slope_reliability_corrected",
        robust(c(0 * sizes, 1))$estimate / reliability)
    # Porter (1967): scores before drawn towards the mean of their region.
    drawn <- ave(pre, region) + reliability * (pre - ave(pre, region))
    corrected <- function(contrast) {
        X <- cbind(cells, drawn)
        if (is.null(clusters)) hc3(X, post, contrast)
        else cr2(X, post, clusters, contrast)
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
        if (!is.na(reliability))
            coefficient(put, key(names[i], "reliability_corrected_from_average"),
                        corrected(c(contrast, 0)), o$level)
        c(p_of(apart(contrast)), p_of(robust(c(contrast, 0))))
    })
    for (i in seq_along(names)) {
        put(key(names[i], "change_from_average.p_holm"), p.adjust(p[1, ])[i])
        put(key(names[i], "ancova_from_average.p_holm"), p.adjust(p[2, ])[i])
    }
    coefficient(put, "comparison.ancova.slope",
                robust(c(0 * sizes, 1)), o$level)
    f <- anova(lm(post ~ pre), lm(post ~ pre + region))
    put("comparison.ancova.test.f", f$F[2])
    put("comparison.ancova.test.df1", f$Df[2])
    put("comparison.ancova.test.df2", f$Res.Df[2])
    put("comparison.ancova.test.p", f$`Pr(>F)`[2])
    design <- 1
    if (!is.null(clusters)) {
        design <- NA
        put("comparison.support_groups.n", n_named(group))
        m <- table(clusters)
        put("comparison.support_groups.mean_size", sum(m^2) / sum(m))
        if (requireNamespace("nlme", quietly = TRUE)) {
            fit <- tryCatch(nlme::lme(d ~ region, random = ~ 1 | clusters),
                            error = function(e) NULL)
            if (!is.null(fit)) {
                v <- as.numeric(nlme::VarCorr(fit)[, "Variance"])
                icc <- v[1] / sum(v)
                put("comparison.support_groups.icc", icc, 1e-4)
                design <- 1 + (sum(m^2) / sum(m) - 1) * icc
                put("comparison.support_groups.design_effect", design, 2e-3)
            }
        }
    }
    if (length(names) > 2) {
        heterogeneity(put, o, key, names, own)
        funnel(put, o, d, region, names, design)
        test <- if (is.null(clusters)) of_people(oneway.test(d ~ region))
                else welch(own)
        put("comparison.change_score.test.f", test$f)
        put("comparison.change_score.test.df1", test$df1)
        put("comparison.change_score.test.df2", test$df2)
        put("comparison.change_score.test.p", test$p)
        put("comparison.p", test$p)
        region_p[[paste(o$wave, o$outcome)]] <<- test$p
        return(invisible())
    }
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
    if (!is.na(reliability))
        coefficient(put, "comparison.ancova.reliability_corrected",
                    corrected(c(1, -1, 0)), o$level)
}

of_people <- function(test)
    list(f = test$statistic, df1 = test$parameter[[1]],
         df2 = test$parameter[[2]], p = test$p.value)

# Welch (1951) for several averages, each with its standard error and degrees of
# freedom; without groups R has it as oneway.test().
welch <- function(own) {
    y <- vapply(own, `[[`, 0, "estimate")
    w <- 1 / vapply(own, `[[`, 0, "se")^2
    df <- vapply(own, `[[`, 0, "df")
    k <- length(y)
    share <- w / sum(w)
    lack <- sum((1 - share)^2 / df)
    f <- sum(w * (y - sum(share * y))^2) / (k - 1) /
        (1 + 2 * (k - 2) / (k^2 - 1) * lack)
    df2 <- (k^2 - 1) / (3 * lack)
    list(f = f, df1 = k - 1, df2 = df2,
         p = pf(f, k - 1, df2, lower.tail = FALSE))
}

# Regions as a sample: Cochran's Q; restricted maximum likelihood (Viechtbauer
# 2005); the mean with Hartung and Knapp's standard error, at least the usual
# one; the Q profile. The interval of a new region is a mixture over that
# profile, and is not worked out here.
heterogeneity <- function(put, o, key, names, own) {
    y <- vapply(own, `[[`, 0, "estimate")
    v <- vapply(own, `[[`, 0, "se")^2
    k <- length(y)
    alpha <- 1 - o$level
    at <- function(t2) {
        w <- 1 / (v + t2); m <- sum(w * y) / sum(w)
        list(w = w, mean = m, q = sum(w * (y - m)^2))
    }
    zero <- at(0)
    q <- zero$q
    put("comparison.heterogeneity.k", k)
    put("comparison.heterogeneity.q", q)
    put("comparison.heterogeneity.df", k - 1)
    put("comparison.heterogeneity.p", pchisq(q, k - 1, lower.tail = FALSE))
    score <- function(t2) {   # of the restricted likelihood
        a <- at(t2)
        sum(a$w^2 * (y - a$mean)^2) - sum(a$w) + sum(a$w^2) / sum(a$w)
    }
    most <- 100 * (var(y) + max(v))
    tau2 <- if (score(0) <= 0) 0
            else uniroot(score, c(0, most), tol = 1e-13)$root
    profile <- function(p) {
        limit <- qchisq(p, k - 1)
        if (q <= limit) 0
        else uniroot(function(t2) at(t2)$q - limit, c(0, 100 * most),
                     tol = 1e-12)$root
    }
    near <- 1e-6 * max(tau2, mean(v))
    put("comparison.heterogeneity.tau2", tau2, near)
    put("comparison.heterogeneity.tau2_ci.lo", profile(1 - alpha / 2), near)
    put("comparison.heterogeneity.tau2_ci.hi", profile(alpha / 2), 10 * near)
    w <- zero$w
    typical <- (k - 1) * sum(w) / (sum(w)^2 - sum(w^2))
    put("comparison.heterogeneity.i2", 100 * tau2 / (tau2 + typical), 1e-4)
    put("comparison.heterogeneity.i2_from_q", max(0, 100 * (q - k + 1) / q))
    a <- at(tau2)
    factor <- max(1, a$q / (k - 1))
    se <- sqrt(factor / sum(a$w))
    t <- qt(1 - alpha / 2, k - 1)
    put_within <- function(name, value) put(name, value, 1e-5 * max(se, abs(value)))
    mean_of <- function(name, what) paste0("comparison.pooled.", name, what)
    put_within(mean_of("random_effects", ".estimate"), a$mean)
    put_within(mean_of("random_effects", ".se"), se)
    put(mean_of("random_effects", ".df"), k - 1)
    put(mean_of("random_effects", ".p"),
        2 * pt(-abs(a$mean / se), k - 1), 1e-5)
    for (s in 1:2) {
        end <- c(".lo", ".hi")[s]; way <- c(-1, 1)[s]
        put_within(mean_of("random_effects.ci", end), a$mean + way * t * se)
        put_within(mean_of("prediction_published", end),
                   a$mean + way * t * sqrt(tau2 + se^2))
    }
    # Each region drawn to the mean by how unsure it is.
    for (i in seq_along(names)) {
        pull <- v[i] / (v[i] + tau2)
        drawn <- pull * a$mean + (1 - pull) * y[i]
        drawn_se <- sqrt(pull^2 * se^2 + (1 - pull) * v[i])
        own_key <- function(what)
            key(names[i], paste0("shrunken_change.", what))
        put_within(own_key("estimate"), drawn)
        put_within(own_key("se"), drawn_se)
    }
}

# Spiegelhalter (2005): how far off the average chance puts regions of a size;
# a region is part of that average. From ten regions on spread is allowed for.
# Support groups widen it by their design effect, which hangs on nlme's ICC; not
# known without nlme.
funnel <- function(put, o, d, region, names, design) {
    if (is.na(design)) return(invisible())
    close <- if (design == 1) NULL else 2e-3
    put_near <- function(name, value, size = value)
        if (is.null(close)) put(name, value) else put(name, value, close * abs(size))
    n <- vapply(names, function(k) sum(region == k), 0)
    y <- vapply(names, function(k) mean(d[region == k]), 0)
    s2 <- vapply(names, function(k) var(d[region == k]), 0)
    k <- length(n)
    df <- sum(n - 1)
    spread <- sqrt(max(1, design) * sum((n - 1) * s2) / df)
    target <- sum(n * y) / sum(n)
    se2 <- spread^2 * (1 / n - 1 / sum(n))
    z <- (y - target) / sqrt(se2)
    ends <- quantile(z, c(0.1, 0.9), type = 7)
    phi <- mean(pmin(pmax(z, ends[1]), ends[2])^2)
    w <- 1 / se2
    tau2 <- if (k < 10) 0
            else max(0, (k * phi - (k - 1)) / (sum(w) - sum(w^2) / sum(w)))
    outside <- list()
    for (p in c("95", "99_8")) {
        tail <- c("95" = 0.025, "99_8" = 0.001)[[p]]
        reach <- qt(1 - tail, df) * sqrt(se2 + tau2)
        for (i in seq_along(names)) {
            at <- function(what)
                paste0("comparison.funnel.", i, ".limits_", p, what)
            put_near(at(".lo"), target - reach[i], reach[i])
            put_near(at(".hi"), target + reach[i], reach[i])
        }
        put(paste0("comparison.funnel_summary.outside_", p),
            sum(abs(y - target) > reach))
        put(paste0("comparison.funnel_summary.expected_outside_", p),
            2 * tail * k)
    }
    for (i in seq_along(names)) {
        put(paste0("comparison.funnel.", i, ".n"), n[i])
        put(paste0("comparison.funnel.", i, ".change"), y[i])
        put_near(paste0("comparison.funnel.", i, ".z"), z[i])
    }
    put("comparison.funnel_summary.target", target)
    put_near("comparison.funnel_summary.sd", spread)
    if (k >= 10) {
        put_near("comparison.funnel_summary.phi", phi)
        put_near("comparison.funnel_summary.tau2", tau2)
    }
}

# Holm over the outcomes of a wave.
regions_together <- function() {
    for (wave in unique(outcomes$wave)) {
        own <- outcomes[outcomes$wave == wave, ]
        p <- vapply(paste(wave, own$outcome), function(k)
            if (is.null(region_p[[k]])) NA_real_ else region_p[[k]], 0)
        holm <- p.adjust(p, "holm")
        for (i in which(!is.na(holm)))
            put(own$outcome[i], wave, "comparison.p_holm", holm[[i]])
    }
}
