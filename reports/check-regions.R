# For check.R: regions side by side.

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
            for (part in c("reliability", "threshold", "amount"))
                put(key(k, paste0("individuals.", part)),
                    told(o, paste0("individuals.", part)))
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
    put("comparison.ancova.reliability", told(o, "reliability.alpha_pre.estimate"))
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
    if (!is.na(reliability))
        coefficient(put, "comparison.ancova.reliability_corrected",
                    corrected(c(1, -1, 0)), o$level)
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
