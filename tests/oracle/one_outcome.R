# What is worked out of one outcome, from CONVENTIONS' definitions in base R:
# read by analyse.R (whole evaluations) and paired.R (random data).
describe <- function(x) {
  n <- length(x); m <- mean(x); s2 <- mean((x - m)^2)
  g1 <- mean((x - m)^3) / s2^1.5; g2 <- mean((x - m)^4) / s2^2 - 3
  list(n = n, mean = m, sd = sd(x), median = median(x),
       q1 = quantile(x, .25, names = FALSE), q3 = quantile(x, .75, names = FALSE),
       min = min(x), max = max(x),
       skewness = g1 * sqrt(n * (n - 1)) / (n - 2),
       kurtosis = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6))
}
# CR2 of a mean with Satterthwaite's df, from the projection (Bell, McCaffrey)
cr2 <- function(d, g) {
  n <- length(d); H <- matrix(1 / n, n, n); e <- d - mean(d); V <- 0; P <- NULL
  for (k in unique(g)) {
    i <- which(g == k); E <- eigen(diag(length(i)) - H[i, i, drop = FALSE])
    A <- E$vectors %*% diag(E$values^-.5, length(i)) %*% t(E$vectors)
    w <- colSums(A) / n
    V <- V + sum(w * e[i])^2
    P <- cbind(P, (diag(n) - H)[, i, drop = FALSE] %*% w)
  }
  P <- crossprod(P)
  c(se = sqrt(V), df = sum(diag(P))^2 / sum(P^2))
}
ncp_limits <- function(t, df, level) {
  f <- function(target) uniroot(function(l) pt(t, df, l) - target,
    c(t - 12, t + 12), tol = 1e-12, extendInt = "yes")$root
  c(f((1 + level) / 2), f((1 - level) / 2))
}
# Distribution of W+ (Pratt: ranks with the zeros in), in half ranks
pratt <- function(d) {
  r <- rank(abs(round(d * 1e9)) )
  r2 <- round(2 * r[d != 0]); w <- sum(r2[d[d != 0] > 0]); S <- sum(r2)
  p <- c(1, rep(0, S))
  for (k in r2) { shifted <- c(rep(0, k), p[seq_len(S + 1 - k)]); p <- (p + shifted) / 2 }
  upper <- sum(p[(w + 1):(S + 1)]); lower <- sum(p[1:(w + 1)])
  list(plus = w / 2, minus = (S - w) / 2, p = min(1, 2 * min(upper, lower)),
       upper = upper, lower = lower)
}
walsh <- function(d) { o <- outer(d, d, "+") / 2; sort(o[upper.tri(o, TRUE)]) }
hl_interval <- function(d, level) {
  w <- unique(round(walsh(d), 9)); a <- (1 - level) / 2
  at <- sort(c(w, (w[-1] + w[-length(w)]) / 2))
  reject_low <- function(x) pratt(round(d - x, 9))$upper <= a   # theta too low
  reject_high <- function(x) pratt(round(d - x, 9))$lower <= a
  lo <- 1; hi <- length(at)               # first that is not rejected from below
  while (lo < hi) { m <- (lo + hi) %/% 2; if (reject_low(at[m])) lo <- m + 1 else hi <- m }
  L <- at[lo]; incl_lo <- L %in% w
  if (!incl_lo) L <- max(w[w < L])
  lo2 <- 1; hi2 <- length(at)
  while (lo2 < hi2) { m <- (lo2 + hi2 + 1) %/% 2; if (reject_high(at[m])) hi2 <- m - 1 else lo2 <- m }
  U <- at[lo2]; incl_hi <- U %in% w
  if (!incl_hi) U <- min(w[w > U])
  c(L, U)
}
permutation <- function(d) {
  k <- 0:4; s <- 10^k[which(sapply(k, function(j) all(abs(d * 10^j - round(d * 10^j)) < 1e-9)))[1]]
  if (is.na(s)) return(NA)
  x <- abs(round(d * s)); if (length(x) * sum(x) > 1e8) return(NA)
  S <- sum(x); p <- c(1, rep(0, S))
  for (v in x[x > 0]) p <- (p + c(rep(0, v), p[seq_len(S + 1 - v)])) / 2
  total <- abs(sum(round(d * s))); sums <- 2 * (0:S) - S
  sum(p[abs(sums) >= total])
}
wilson <- function(p, n, level) {
  z <- qnorm((1 + level) / 2)
  (p + z^2 / (2 * n) + c(-1, 1) * z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))) / (1 + z^2 / n)
}
rank_biserial <- function(d, level) {
  f <- function(d) { r <- rank(abs(round(d * 1e9))); (sum(r[d > 0]) - sum(r[d < 0])) / (length(d) * (length(d) + 1) / 2) }
  n <- length(d); r <- f(d); j <- sapply(seq_len(n), function(i) f(d[-i]))
  v <- (n - 1) / n * sum((j - mean(j))^2); p <- (r + 1) / 2
  neff <- if (v == 0) n else min(n, p * (1 - p) / (v / 4))
  c(r, 2 * wilson(p, neff, level) - 1)
}
jzs <- function(t, df, n, r) {
  f <- function(g) (1 + n * g * r^2)^-.5 * (1 + t^2 / ((1 + n * g * r^2) * df))^(-(df + 1) / 2) *
    (2 * pi)^-.5 * g^-1.5 * exp(-1 / (2 * g))
  integrate(f, 0, Inf, rel.tol = 1e-11, subdivisions = 2000)$value / (1 + t^2 / df)^(-(df + 1) / 2)
}
# Feldt (1965) for as many people as the fourth moments of the answers leave
# (Maydeu-Olivares, Coffman and Hartmann 2007, eq. 5; gradient by hand)
alpha_of <- function(X, level) {
  X <- as.matrix(X[stats::complete.cases(X), , drop = FALSE]); k <- ncol(X); n <- nrow(X); c1 <- k / (k - 1)
  S <- cov(X); T <- sum(diag(S)); V <- sum(S); a <- c1 * (1 - T / V)
  D <- sweep(X, 2, colMeans(X)); P <- t(apply(D, 1, function(d) d %o% d))
  g <- c1 * (T / V^2 - c(diag(k)) / V)
  v <- sum(g * (cov(P) %*% g)) / n
  excess <- v / (2 * c1 * (1 - a)^2 / (n - 1)) - 1
  excess <- (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 3)
  m <- 1 + (n - 1) / (1 + max(0, excess)); q <- (1 - level) / 2
  c(a, 1 - (1 - a) * qf(1 - q, m - 1, (m - 1) * (k - 1)), 1 - (1 - a) * qf(q, m - 1, (m - 1) * (k - 1)), n)
}
omega_of <- function(X) {                          # ML does not hang on scale
  X <- X[stats::complete.cases(X), , drop = FALSE]
  if (ncol(X) < 4) return(NA)
  f <- factanal(X, 1, rotation = "none", control = list(nstart = 5, opt = list(factr = 1)))
  s <- apply(X, 2, sd) * sqrt((nrow(X) - 1) / nrow(X))
  l <- f$loadings[, 1] * s; th <- f$uniquenesses * s^2
  sum(l)^2 / (sum(l)^2 + sum(th))
}
# Seemingly missing at random: CONVENTIONS.md section 1
mar <- function(pre, post, level) {
  ok <- !is.na(pre) & !is.na(post); x <- pre[!is.na(pre)]; n <- length(x); nc <- sum(ok)
  m <- lm(post[ok] ~ pre[ok]); b <- coef(m)[2]
  est <- coef(m)[1] + b * mean(x) - mean(x); s2 <- sum(resid(m)^2) / (nc - 2)
  se <- sqrt(s2 / nc + s2 * (mean(x) - mean(pre[ok]))^2 / sum((pre[ok] - mean(pre[ok]))^2) + (b - 1)^2 * var(x) / n)
  # or each person's pull on the estimate, residuals HC3, where that is larger
  known <- !is.na(pre); pull <- (b - 1) * (pre - mean(x)) / n
  w <- 1 / nc + (pre[ok] - mean(pre[ok])) * (mean(x) - mean(pre[ok])) / sum((pre[ok] - mean(pre[ok]))^2)
  pull[ok] <- pull[ok] + w * resid(m) / (1 - hatvalues(m)); se <- max(se, sqrt(sum(pull[known]^2)))
  c(est, est + c(-1, 1) * qt((1 + level) / 2, nc - 2) * se)
}
