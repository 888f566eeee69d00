# Expected numbers of tests/analysis/test_dose.c, test_low_point.c and
# test_leavers.c: base R and sandwich. Run: Rscript tests/oracle/beside.R
suppressMessages(library(sandwich))
options(digits = 15)
pre <- c(30, 34, 28, 37, 31, 33, 29, 36, 32, 35, 24, 33)
post <- c(32, 34, 32, 36, 32, 36, 31, 36, 37, 32, 26, 34)
dose <- c(8, 3, 12, 2, 5, 10, 6, NA, 12, 1, 7, 4)
d <- post - pre
show <- function(name, m) { s <- sqrt(vcovHC(m, "HC3")[2, 2]); df <- m$df.residual
  e <- coef(m)[[2]]; cat(name, e, s, 2 * pt(-abs(e / s), df), e + c(-1, 1) * qt(.975, df) * s, "\n") }
show("dose slope", lm(d ~ dose)); show("dose adjusted", lm(d ~ dose + pre))
# Fisher's z: the larger of 1 / sqrt(n - 3) and leaving out one after the other
leave_out <- function(x, y, part, df) { z <- atanh(cor(x, y)); k <- length(unique(part))
  without <- sapply(unique(part), function(g) atanh(cor(x[part != g], y[part != g])))
  jackknife <- sqrt((k - 1) / k * sum((without - mean(without))^2))
  se <- max(1 / sqrt(length(x) - 3), jackknife)
  cat(tanh(z), tanh(z + c(-1, 1) * qt(.975, df) * se), "jackknife", jackknife, "\n") }
ok <- !is.na(dose); group <- rep(1:4, each = 3)
cat("dose r "); leave_out(dose[ok], d[ok], which(ok), sum(ok) - 2)
cat("dose r, four groups "); leave_out(dose[ok], d[ok], group[ok], 3)
# who came most changed as their line says: least squares' error is the larger
bent <- d; bent[c(3, 9)] <- c(7, 7); bent[5] <- -6
show("bent slope", lm(bent ~ dose)); cat("least squares", summary(lm(bent ~ dose))$coefficients[2, 2], "\n")
cat("dose quartiles", quantile(dose, c(.25, .5, .75), na.rm = TRUE), "\n")
mu <- 36; m <- lm(I(post - mu) ~ I(pre - mu)); s <- summary(m)$coefficients
se <- max(s[1, 2], sqrt(vcovHC(m, "HC3")[1, 1]))
cat("drift: further", s[1, 1], se, 2 * pt(-abs(s[1, 1] / se), m$df.residual), "least squares", s[1, 2], "slope", s[2, 1], "could give", mean(d) - s[1, 1], "\n")
cat("start", (mean(pre) - mu) / 5, "\n")
# People taken at 30 or less of N(36, 5), correlation .8: by integration, not
# by the closed form. Expected first score, then change.
p <- pnorm(30, 36, 5); m1 <- integrate(function(x) x * dnorm(x, 36, 5), -Inf, 30, rel.tol = 1e-12)$value / p
cat("expected at most 30:", (.8 - 1) * (m1 - 36), "\n")
p <- 1 - pnorm(30, 36, 5); m1 <- integrate(function(x) x * dnorm(x, 36, 5), 30, Inf, rel.tol = 1e-12)$value / p
cat("expected at least 30:", (.8 - 1) * (m1 - 36), "\n")
# 12 who stayed (7 of level a), 5 who left (1 of level a)
smd <- function(l, s) (mean(l) - mean(s)) / sqrt((var(l) + var(s)) / 2)
cat("leavers a", smd(c(1, 0, 0, 0, 0), rep(1:0, c(7, 5))), "\n")
st <- c(30, 41, 25, 60, 33, 47); le <- c(22, 35, 29)
cat("leavers age", smd(le, st), var(le) / var(st), mean(le), mean(st), "\n")
