# Alpha, Feldt's interval, item-rest correlations and omega, from closed forms
# and two programs. Run: Rscript tests/oracle/reliability.R > reliability.csv
# attitude: R datasets; HolzingerSwineford1939 x1-x9: R package lavaan.
suppressMessages(library(lavaan))
show <- function(name, x)
  cat(sprintf("%s,%.15g\n", paste0(name, if (length(x) > 1) seq_along(x)), x),
      sep = "")
alpha <- function(S) { k <- ncol(S); k / (k - 1) * (1 - sum(diag(S)) / sum(S)) }
feldt <- function(a, k, n)
  1 - (1 - a) * qf(c(.975, .025), n - 1, (n - 1) * (k - 1))
# Source 1: lavaan, maximum likelihood on the covariance matrix.
omega_lavaan <- function(S, n) {
  model <- paste("f =~", paste(colnames(S), collapse = " + "))
  fit <- suppressWarnings(cfa(model, sample.cov = S, sample.nobs = n,
    std.lv = TRUE, control = list(rel.tol = 1e-14, x.tol = 1e-14)))
  e <- lavInspect(fit, "est")
  sum(e$lambda)^2 / (sum(e$lambda)^2 + sum(diag(e$theta)))
}
# Source 2: factanal (another algorithm, on correlations), turned back to raw.
omega_factanal <- function(S) {
  fit <- factanal(covmat = S, factors = 1, n.obs = 100, rotation = "none",
    control = list(opt = list(factr = 10, maxit = 1000), lower = 1e-6))
  s <- sqrt(diag(S)); l <- fit$loadings[, 1] * s; u <- fit$uniquenesses * s^2
  sum(l)^2 / (sum(l)^2 + sum(u))
}
HS <- HolzingerSwineford1939[, paste0("x", 1:9)]
sets <- list(attitude = attitude, hs = HS)
for (name in names(sets)) {
  X <- sets[[name]]; S <- cov(X); k <- ncol(X); n <- nrow(X)
  show(paste0(name, "_alpha"), alpha(S))
  show(paste0(name, "_feldt"), feldt(alpha(S), k, n))
  show(paste0(name, "_rest"),
       sapply(1:k, function(i) cor(X[, i], rowSums(X[, -i]))))
  show(paste0(name, "_without"), sapply(1:k, function(i) alpha(S[-i, -i])))
  show(paste0(name, "_omega_lavaan"), omega_lavaan(S, n))
  show(paste0(name, "_omega_factanal"), omega_factanal(S))
  show(paste0(name, "_cov"), S[lower.tri(S, diag = TRUE)])
}
show("feldt_.85_7_89", feldt(.85, 7, 89))
show("feldt_.8_10_100", feldt(.8, 10, 100))
t <- (.80 - .86) * sqrt(58) / sqrt(4 * .2 * .14 * (1 - .36))
show("feldt1980_t", t)
show("feldt1980_p", 2 * pt(-abs(t), 58))
# The same people's items twice: three of attitude, and the next three.
B <- attitude[, 1:3]; A <- attitude[, 4:6]; n <- nrow(attitude)
a <- alpha(cov(B)); b <- alpha(cov(A)); rho <- cor(rowSums(B), rowSums(A))
t <- (a - b) * sqrt(n - 2) / sqrt(4 * (1 - a) * (1 - b) * (1 - rho^2))
show("twice_alpha", c(a, b))
show("twice_t", t)
show("twice_p", 2 * pt(-abs(t), n - 2))
# Source 3: EM (Rubin & Thayer 1982), slow and sure, to the last digits.
omega_em <- function(S) {
  s <- sqrt(diag(S)); R <- S / outer(s, s); k <- ncol(S)
  l <- rep(.6, k); u <- rep(.6, k)
  for (i in 1:200000) {
    Sigma <- outer(l, l) + diag(u)
    b <- solve(Sigma, l)                    # regression of factor on items
    Ezz <- 1 - sum(b * l) + sum(b * (R %*% b))
    new <- as.vector(R %*% b) / Ezz
    u2 <- diag(R) - new * as.vector(R %*% b)
    done <- max(abs(new - l), abs(u2 - u)) < 1e-15
    l <- new; u <- u2
    if (done) break
  }
  sum(l * s)^2 / (sum(l * s)^2 + sum(u * s^2))
}
show("attitude_omega_em", omega_em(cov(attitude)))
show("hs_omega_em", omega_em(cov(HS)))
