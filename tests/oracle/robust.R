# Intervals that do not trust normal answers or equal spread, by other routes
# than the program's. Prints robust.csv: case, value.
suppressMessages({library(sandwich); library(metafor)})
say <- function(case, x) cat(sprintf("%s,%.12g\n", case, x))
cat("case,value\n")

# Effective n of alpha: asymptotically distribution-free variance from the whole
# matrix of fourth moments (Maydeu-Olivares, Coffman & Hartmann 2007, eq. 5),
# the gradient numerically.
alpha <- function(S) { k <- nrow(S); k / (k - 1) * (1 - sum(diag(S)) / sum(S)) }
n_effective <- function(X) {
  X <- as.matrix(X); n <- nrow(X); k <- ncol(X)
  D <- sweep(X, 2, colMeans(X)); S <- crossprod(D) / (n - 1)
  P <- t(apply(D, 1, function(d) d %o% d))
  G <- crossprod(sweep(P, 2, colMeans(P))) / (n - 1)
  g <- sapply(seq_len(k^2), function(j) { # one entry at a time
    e <- matrix(0, k, k); e[j] <- 1e-4
    (alpha(S + e) - alpha(S - e)) / 2e-4 })
  v <- sum(g * (G %*% g)) / n
  excess <- v / (2 * k / (k - 1) * (1 - alpha(S))^2 / (n - 1)) - 1
  excess <- (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 3) # as G2
  1 + (n - 1) / (1 + max(0, excess))
}
# Forty people, five items 0-3, most at the floor, a few high on all.
floor_items <- outer(0:39, 1:5, function(i, j)
  ifelse(i %% 10 == 3, 3 - (i + j) %% 2, ((i * 7 + j * 5) %% 11 == 0) * 1))
say("alpha_n_attitude", n_effective(attitude))
say("alpha_n_floor", n_effective(floor_items))
say("alpha_floor", alpha(cov(floor_items)))

# Mee and Chua with HC3: the language test at three population means.
before <- c(45,52,63,68,57,55,60,59); after <- c(49,50,70,71,53,61,62,67)
for (mu in c(55, 60, 65)) {
  m <- lm(I(after - mu) ~ I(before - mu))
  say(paste0("mee_chua_hc3_", mu), sqrt(vcovHC(m, "HC3")[1, 1]))
}

# Missing at random: each person's pull on the estimate, residuals HC3.
mar <- function(case, pre, post) {
  ok <- !is.na(post); m <- lm(post ~ pre, subset = ok)
  xa <- mean(pre); xc <- mean(pre[ok]); n <- length(pre)
  pull <- (coef(m)[2] - 1) * (pre - xa) / n
  w <- 1 / sum(ok) + (pre[ok] - xc) * (xa - xc) / sum((pre[ok] - xc)^2)
  pull[ok] <- pull[ok] + w * resid(m) / (1 - hatvalues(m))
  say(case, sqrt(sum(pull^2)))
}
mar("mar_O17", c(12,15,9,20,18,14,11,16,13,19), c(9,11,8,NA,13,10,NA,12,9,NA))
i <- 1:40; pre <- (i * i * 7) %% 23; post <- ifelse(pre > 14 & i %% 2 == 0, NA, pmax(0, pre - 6 + (i * 5) %% 7 - 3))
mar("mar_floor", pre, post)

# A new region: the same mixture by adaptive quadrature, tau2 by uniroot.
predict_mixture <- function(case, y, v) {
  k <- length(y)
  at <- function(t2) { w <- 1 / (v + t2); m <- sum(w * y) / sum(w)
    c(m, sqrt(t2 + 1 / sum(w)), sum(w * (y - m)^2)) }
  tau2 <- function(c) if (at(0)[3] <= c) 0 else
    uniroot(function(t) at(t)[3] - c, c(0, 1e9), tol = 1e-13, maxiter = 5000)$root
  cdf <- function(x) integrate(function(p) sapply(p, function(q) {
    a <- at(tau2(qchisq(q, k - 1))); pnorm((x - a[1]) / a[2]) }), 0, 1,
    subdivisions = 2000, rel.tol = 1e-9)$value
  for (p in c(.025, .975))
    say(paste0(case, "_", p), uniroot(function(x) cdf(x) - p,
      mean(y) + c(-1, 1) * 60 * (sd(y) + sqrt(mean(v))), tol = 1e-9)$root)
}
# One of the regions, the first: its own answers count for a share. The further
# of these limits and those of metafor's blup(); the larger p.
shrink_mixture <- function(case, y, v) {
  k <- length(y)
  at <- function(t2) { w <- 1 / (v + t2); m <- sum(w * y) / sum(w); own <- t2 / (t2 + v[1])
    c(own * y[1] + (1 - own) * m, sqrt(own * v[1] + (1 - own)^2 / sum(w)), sum(w * (y - m)^2)) }
  tau2 <- function(c) if (at(0)[3] <= c) 0 else
    uniroot(function(t) at(t)[3] - c, c(0, 1e9), tol = 1e-13, maxiter = 5000)$root
  cdf <- function(x) integrate(function(p) sapply(p, function(q) {
    a <- at(tau2(qchisq(q, k - 1))); pnorm((x - a[1]) / a[2]) }), 0, 1,
    subdivisions = 2000, rel.tol = 1e-9)$value
  b <- blup(rma(y, v, method = "REML", test = "adhoc", control = list(threshold = 1e-13, maxiter = 1000)))
  end <- function(p) uniroot(function(x) cdf(x) - p,
    mean(y) + c(-1, 1) * 60 * (sd(y) + sqrt(mean(v))), tol = 1e-9)$root
  say(paste0(case, "_lo"), min(end(.025), b$pi.lb[1]))
  say(paste0(case, "_hi"), max(end(.975), b$pi.ub[1]))
  say(paste0(case, "_p"), max(2 * min(cdf(0), 1 - cdf(0)), 2 * pt(-abs(b$pred[1] / b$se[1]), k - 1)))
}
predict_mixture("prediction_five", c(-2.1, -3.4, -1.2, -2.8, -0.9), c(.30, .22, .41, .18, .35))
predict_mixture("prediction_alike", c(.30, .31, .29, .30), c(.02, .03, .025, .02))
bcg <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
predict_mixture("prediction_bcg", as.numeric(bcg$yi), as.numeric(bcg$vi))
shrink_mixture("shrunken_five", c(-2.1, -3.4, -1.2, -2.8, -0.9), c(.30, .22, .41, .18, .35))
shrink_mixture("shrunken_alike", c(.30, .31, .29, .30), c(.02, .03, .025, .02))
