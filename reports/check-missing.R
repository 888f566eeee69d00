# For check.R: those who did not answer again.

# Standard errors of the maximum likelihood: by the model, and from each person's
# pull on the estimate, residuals as in HC3.
likelihood_errors <- function(x, y) {
    left <- is.na(y); stayed <- x[!left]
    line <- lm(y ~ x)
    b <- coef(line)[[2]]; e <- residuals(line)
    n <- length(x); n_stayed <- length(stayed)
    moved <- mean(x) - mean(stayed)
    ss <- sum((stayed - mean(stayed))^2)
    s2 <- sum(e^2) / (n_stayed - 2)
    pull <- (b - 1) * (x - mean(x)) / n
    pull[!left] <- pull[!left] + e / (1 - hatvalues(line)) *
        (1 / n_stayed + moved * (stayed - mean(stayed)) / ss)
    c(by_model = sqrt(s2 / n_stayed + s2 * moved^2 / ss +
                      (b - 1)^2 * var(x) / n),
      robust = sqrt(sum(pull^2)))
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
        se <- max(likelihood_errors(x, y))
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
        if (!any(left)) NA else if (ci[1] > 0) -ci[1] / share else if (ci[2] < 0) -ci[2] / share
        else NA)
    # Had those who left fared otherwise by what matters, or by half of it.
    shifts <- if (any(left) && !is.na(o$sesoi)) c(-1, -0.5, 0.5, 1) * o$sesoi
    for (i in seq_along(shifts)) {
        key <- paste0("missing_data.delta_adjusted.", i)
        put(paste0(key, ".shift"), shifts[i])
        put(paste0(key, ".estimate"), estimate + shifts[i] * share)
        put_ci(put, paste0(key, ".ci"), ci + shifts[i] * share)
    }
    if (is.null(counts)) {
        put("missing_data.worst_case.estimate", NA)
    } else {
        put("missing_data.worst_case.estimate", counts[["better"]] / n)
        put_ci(put, "missing_data.worst_case.ci",
               wilson(counts[["better"]], n, o$level))
    }
    errors <- likelihood_errors(x, y)
    imputed(put, o, x, y, region[known], max(errors) / errors[["by_model"]])
}

# Rubin's rules over draws of our own: random on both sides.
imputed <- function(put, o, x, y, region, wider) {
    left <- is.na(y)
    region <- as.character(region)
    region[is.na(region)] <- ""
    usable <- unique(region[!left])
    known <- region %in% usable
    region[!known] <- usable[1]
    X <- if (length(usable) > 1) model.matrix(~ x + region)
         else cbind(1, x)
    # Where nobody answered again: as the average person of the others.
    for (j in seq_len(ncol(X))[-(1:2)]) X[!known, j] <- mean(X[!left, j])
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
    se <- sqrt(mean(within) + var(est)) * wider
    put("missing_data.multiple_imputation.estimate", mean(est),
        1e-9 + 5 * sd(est) * sqrt(1 / 50 + 1 / draws))
    ci <- mean(est) + c(-1, 1) * qt(1 - (1 - o$level) / 2, length(x) - 1) * se
    for (i in 1:2)
        put(paste0("missing_data.multiple_imputation.ci.", c("lo", "hi")[i]),
            ci[i], 5 * sd(est) * sqrt(1 / 50 + 1 / draws) + 0.15 * se)
}
