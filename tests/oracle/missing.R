# Missing at random for two waves, Rubin's rules, leavers against stayers.
# Run: Rscript tests/oracle/missing.R [folder of shared data] > missing.csv
suppressMessages({library(nlme); library(mice)})
show <- function(name, x)
  cat(sprintf("%s,%.15g\n", paste0(name, if (length(x) > 1) seq_along(x)), x),
      sep = "")
# Source 1: generalised least squares, unstructured, ML, all answers.
by_gls <- function(pre, post) {
  n <- length(pre)
  d <- data.frame(id = rep(1:n, 2), wave = factor(rep(1:2, each = n)),
                  y = c(pre, post))
  d <- d[!is.na(d$y), ]
  fit <- gls(y ~ wave, d, method = "ML", correlation = corSymm(form = ~ as.integer(wave) | id),
             weights = varIdent(form = ~ 1 | wave),
             control = glsControl(tolerance = 1e-12, msTol = 1e-14, msMaxIter = 1000))
  unname(coef(fit)[2])
}
# Source 2: the closed form by lm() and predict().
by_lm <- function(pre, post, level = .95) {
  c <- !is.na(post); fit <- lm(post ~ pre, subset = c); b <- unname(coef(fit)[2])
  est <- mean(predict(fit, data.frame(pre))) - mean(pre)
  pr <- predict(fit, data.frame(pre = mean(pre)), se.fit = TRUE)
  se <- sqrt(pr$se.fit^2 + (b - 1)^2 * var(pre) / length(pre)); df <- sum(c) - 2
  c(est, se, df, 2 * pt(-abs(est / se), df), est + c(-1, 1) * qt(1 - (1 - level) / 2, df) * se)
}
pre <- c(12, 15, 9, 20, 18, 14, 11, 16, 13, 19)
post <- c(9, 11, 8, NA, 13, 10, NA, 12, 9, NA)
show("o17_gls", by_gls(pre, post))
show("o17_lm", by_lm(pre, post))
show("o17_complete", mean((post - pre), na.rm = TRUE))
show("o17_slope", coef(lm(post ~ pre))[2])
# Clusters: influence by leaving out weight numerically, not by formula.
group <- c(1, 1, 2, 2, 3, 3, 4, 4, 5, 5)
weighted <- function(w) {
  c <- !is.na(post); fit <- lm(post ~ pre, subset = c, weights = w)
  x <- sum(w * pre) / sum(w)
  unname(coef(fit)[1] + coef(fit)[2] * x - x)
}
n <- length(pre); psi <- sapply(1:n, function(i) {
  h <- 1e-4; up <- down <- rep(1, n); up[i] <- 1 + h; down[i] <- 1 - h
  (weighted(up) - weighted(down)) / (2 * h) })
s <- tapply(psi, group, sum); m <- table(group); a <- 1 / sqrt(1 - m / n)
V <- sum(s^2 / (1 - m / n))
G <- outer(a, a) * (diag(as.vector(m)) - outer(as.vector(m), as.vector(m)) / n)
show("o17_clustered_se", sqrt(V)); show("o17_clustered_df", sum(diag(G))^2 / sum(G^2))
# Rubin: mice::pool.scalar.
p1 <- pool.scalar(c(-1.5457, -1.428), c(.9723, 1.041)^2, n = 25, k = 2)
p2 <- pool.scalar(c(2.1, 2.6, 1.9, 2.4, 2.2), c(.49, .52, .47, .55, .50), n = 60, k = 1)
for (p in list(p1, p2)) {
  show("rubin_q", p$qbar); show("rubin_t", p$t); show("rubin_df", p$df)
  show("rubin_r", p$r); show("rubin_fmi", p$fmi)
}
# Real people: Beat the Blues, before and at two and eight months.
folder <- commandArgs(TRUE)
b <- read.csv(file.path(if (length(folder)) folder else "../shared/data",
                        "r-packages/HSAUR3_BtheB.csv"))
for (w in c("bdi.2m", "bdi.8m")) {
  show(paste0(w, "_gls"), by_gls(b$bdi.pre, b[[w]]))
  show(paste0(w, "_lm"), by_lm(b$bdi.pre, b[[w]]))
}
stay <- b$bdi.pre[!is.na(b$bdi.8m)]; leave <- b$bdi.pre[is.na(b$bdi.8m)]
show("attrition_smd", (mean(leave) - mean(stay)) / sqrt((var(leave) + var(stay)) / 2))
show("attrition_ratio", var(leave) / var(stay))
