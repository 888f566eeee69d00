# Random effects by metafor; funnel limits from pbinom, phyper and qt.
# Run: Rscript tests/oracle/meta.R > tests/oracle/meta.csv
suppressMessages(library(metafor))
show <- function(name, x)
  cat(sprintf("%s,%.15g\n", paste0(name, if (length(x) > 1) seq_along(x)), x), sep = "")
tight <- list(threshold = 1e-15, maxiter = 10000, tol = 1e-14)
bcg <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
show("bcg_y", as.numeric(bcg$yi)); show("bcg_v", as.numeric(bcg$vi))
all <- function(name, y, v) for (method in c("REML", "DL", "PM")) {
  z <- rma(y, v, method = method, control = tight)
  a <- rma(y, v, method = method, test = "adhoc", control = tight)
  h <- rma(y, v, method = method, test = "knha", control = tight)
  n <- paste(name, method, sep = "_"); k <- length(y)
  show(paste0(n, "_tau2"), z$tau2); show(paste0(n, "_I2"), z$I2)
  show(paste0(n, "_z"), c(z$beta, z$se, z$ci.lb, z$ci.ub))
  show(paste0(n, "_hksj"), c(h$se, h$ci.lb, h$ci.ub))
  show(paste0(n, "_adhoc"), c(a$se, a$ci.lb, a$ci.ub))
  show(paste0(n, "_Q"), c(z$QE, z$QEp))
  ci <- confint(z, control = list(tol = 1e-14, maxiter = 10000))$random[1, 2:3]
  show(paste0(n, "_tau2ci"), ci)
  p <- function(se, q) z$beta[1] + c(-1, 1) * q * sqrt(z$tau2 + se^2)
  show(paste0(n, "_pi_z"), p(z$se, qnorm(.975)))
  show(paste0(n, "_pi_k1_hksj"), p(h$se, qt(.975, k - 1)))
  show(paste0(n, "_pi_k2"), p(z$se, qt(.975, k - 2)))
  show(paste0(n, "_pi_k2_hksj"), p(h$se, qt(.975, k - 2)))
  b <- blup(a); show(paste0(n, "_blup"), b$pred); show(paste0(n, "_blup_se"), b$se)
}
all("bcg", as.numeric(bcg$yi), as.numeric(bcg$vi))
all("same", c(.30, .31, .29, .30), c(.02, .03, .025, .02))
all("three", c(1.2, 2.9, -.4), c(.3, .5, .2))
# Limits of a share, interpolated between counts, by brute force.
share <- function(cdf, n, tail) {
  r <- 0; while (cdf(r) < tail) r <- r + 1
  below <- if (r > 0) cdf(r - 1) else 0
  (r - (cdf(r) - tail) / (cdf(r) - below)) / n
}
for (n in c(1, 5, 20, 150)) for (p in c(.04, .5, .73)) {
  lo <- sapply(c(.025, .001), function(t) share(function(r) pbinom(r, n, p), n, t))
  hi <- 1 - sapply(c(.025, .001), function(t) share(function(r) pbinom(r, n, 1 - p), n, t))
  show(sprintf("binomial_%g_%g", n, p), pmin(1, pmax(0, c(lo, hi))))
}
K <- c(6, 14, 3, 25); N <- c(20, 31, 18, 33)
out <- c(0, 0)
for (i in 1:4) {
  h <- function(r) phyper(r, sum(K), sum(N) - sum(K), N[i])
  g <- function(r) phyper(r, sum(N) - sum(K), sum(K), N[i])
  lo <- sapply(c(.025, .001), function(t) share(h, N[i], t))
  hi <- 1 - sapply(c(.025, .001), function(t) share(g, N[i], t))
  show(paste0("hyper_", i, "_"), pmin(1, pmax(0, c(lo, hi))))
  r <- 0:N[i]; f <- dhyper(r, sum(K), sum(N) - sum(K), N[i])
  out <- out + sapply(1:2, function(j) sum(f[r / N[i] < lo[j] - 1e-12 | r / N[i] > hi[j] + 1e-12]))
}
show("hyper_outside", out)
# Twelve regions: overdispersion, target given and estimated.
n <- c(20, 35, 50, 64, 80, 41, 33, 90, 120, 28, 47, 61)
m <- c(2.1, 3.9, 1.2, 2.8, 4.4, .6, 2.5, 3.1, 2.2, 5.0, 1.9, 2.6)
s <- c(4.8, 5.5, 5.1, 6.0, 5.2, 4.4, 5.8, 5.0, 5.6, 4.9, 5.3, 5.4)
df <- sum(n - 1); sp <- sqrt(sum((n - 1) * s^2) / df); show("means_sd", sp)
for (est in 0:1) {
  t <- if (est) sum(n * m) / sum(n) else 2.5
  se <- sp * sqrt(1 / n - if (est) 1 / sum(n) else 0); z <- (m - t) / se
  q <- quantile(z, c(.1, .9)); zw <- pmin(pmax(z, q[1]), q[2])
  phi <- mean(zw^2); w <- 1 / se^2; k <- 12
  tau2 <- max(0, (k * phi - (k - 1)) / (sum(w) - sum(w^2) / sum(w)))
  show(paste0("means_", est, "_"), c(t, phi, tau2, z[5], se[5],
    t + qt(.975, df) * se[5], t - qt(.999, df) * se[6],
    t + qt(.975, df) * sqrt(se[5]^2 + tau2)))
  show(paste0("means_out_", est, "_"), c(sum(abs(z) > qt(.975, df)), sum(abs(z) > qt(.999, df))))
}
