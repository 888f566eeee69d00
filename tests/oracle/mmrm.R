# Unstructured REML over several waves, from dense matrices (P = V^-1 -
# V^-1 X Phi X'V^-1 of everyone at once); the fit itself against nlme::gls.
# Standard errors: Phi, plus Lambda (Kenward and Roger 1997) for the bias of
# Phi, plus J W J' with J the numerical derivative of the means by the
# covariances and W the inverse of the observed information, which is the
# numerical second derivative of the restricted likelihood for O17.
# Run: Rscript tests/oracle/mmrm.R [folder of shared data] > tests/oracle/mmrm.csv
suppressMessages(library(nlme))
show <- function(name, x)
  cat(sprintf("%s,%.15g\n", paste0(name, if (length(x) > 1) seq_along(x)), x), sep = "")
# Y: people by waves; design: function(person, wave) -> row of X
fit <- function(Y, X, id, wave, y) {
  T <- ncol(Y); pairs <- which(upper.tri(diag(T), TRUE), arr.ind = TRUE)
  same <- outer(id, id, "==")
  Vk <- lapply(1:nrow(pairs), function(k) { E <- matrix(0, T, T)
    E[pairs[k, 1], pairs[k, 2]] <- E[pairs[k, 2], pairs[k, 1]] <- 1
    E[wave, wave] * same })
  V <- diag(apply(Y, 2, var, na.rm = TRUE))
  for (i in 1:200) {
    W <- solve(V[wave, wave] * same); Phi <- solve(t(X) %*% W %*% X)
    P <- W - W %*% X %*% Phi %*% t(X) %*% W; Py <- P %*% y
    PV <- lapply(Vk, function(v) P %*% v)
    s <- sapply(seq_along(Vk), function(k) sum(Py * (Vk[[k]] %*% Py)) - sum(diag(PV[[k]]))) / 2
    I <- sapply(PV, function(a) sapply(PV, function(b) sum(a * t(b)))) / 2
    step <- solve(I, s)
    for (k in seq_along(Vk)) { a <- pairs[k, 1]; b <- pairs[k, 2]
      V[a, b] <- V[a, b] + step[k]; if (a != b) V[b, a] <- V[a, b] }
    if (max(abs(step)) < 1e-12) break
  }
  VP <- lapply(Vk, function(v) v %*% Py)
  S <- sapply(VP, function(a) sapply(VP, function(b) sum(a * (P %*% b))))
  at <- function(theta) { V <- matrix(0, T, T)
    for (k in seq_along(Vk)) V[pairs[k, 1], pairs[k, 2]] <- V[pairs[k, 2], pairs[k, 1]] <- theta[k]
    W <- solve(V[wave, wave] * same); A <- t(X) %*% W %*% X; b <- solve(A, t(X) %*% W %*% y)
    r <- y - X %*% b
    list(b = c(b), ll = -(sum(r * (W %*% r)) + determinant(A)$modulus - determinant(W)$modulus) / 2) }
  theta <- V[pairs]
  J <- sapply(seq_along(theta), function(k) { h <- 1e-4 * max(abs(theta)); e <- h * (seq_along(theta) == k)
    (8 * (at(theta + e)$b - at(theta - e)$b) - (at(theta + 2 * e)$b - at(theta - 2 * e)$b)) / (12 * h) })
  list(J = J, I = I, O = S - I, theta = theta, at = at, V = V, Phi = Phi, b = Phi %*% t(X) %*% W %*% y, W = solve(S - I), Vi = W, Vk = Vk, X = X)
}
kr <- function(f, L) {
  XW <- t(f$X) %*% f$Vi; K <- length(f$Vk)
  Pk <- lapply(f$Vk, function(v) -XW %*% v %*% t(XW))
  Lam <- 0
  for (k in 1:K) for (l in 1:K) {
    Q <- XW %*% f$Vk[[k]] %*% f$Vi %*% f$Vk[[l]] %*% t(XW)
    Lam <- Lam + f$W[k, l] * (Q - Pk[[k]] %*% f$Phi %*% Pk[[l]]) }
  A <- f$Phi + f$Phi %*% Lam %*% f$Phi + f$J %*% f$W %*% t(f$J)
  v <- c(t(L) %*% f$Phi %*% L)
  g <- sapply(Pk, function(p) -c(t(L) %*% f$Phi %*% p %*% f$Phi %*% L))
  df <- 2 * v^2 / c(t(g) %*% f$W %*% g)
  c(sum(L * f$b), sqrt(c(t(L) %*% A %*% L)), df, sqrt(v))
}
long <- function(Y) { w <- which(!is.na(Y), arr.ind = TRUE); w <- w[order(w[, 1], w[, 2]), ]
  list(id = w[, 1], wave = w[, 2], y = Y[w]) }
# O17: two waves, three left.
Y <- cbind(c(12, 15, 9, 20, 18, 14, 11, 16, 13, 19), c(9, 11, 8, NA, 13, 10, NA, 12, 9, NA))
l <- long(Y); f <- fit(Y, diag(2)[l$wave, ], l$id, l$wave, l$y); show("o17", kr(f, c(-1, 1)))
h <- .0005; H <- matrix(0, 3, 3) # the observed information, numerically
for (i in 1:3) for (j in 1:3) { e <- h * (1:3 == i); d <- h * (1:3 == j); g <- function(x) f$at(f$theta + x)$ll
  H[i, j] <- -(g(e + d) - g(e - d) - g(d - e) + g(-e - d)) / (4 * h^2) }
show("o17_information", f$O); show("o17_information_numerical", H)
folder <- commandArgs(TRUE)
b <- read.csv(file.path(if (length(folder)) folder else "../shared/data", "r-packages/HSAUR3_BtheB.csv"))
Y <- as.matrix(b[, c("bdi.pre", "bdi.2m", "bdi.3m", "bdi.5m", "bdi.8m")]); dimnames(Y) <- NULL
l <- long(Y); arm <- as.numeric(b$treatment == "BtheB")[l$id]
f <- fit(Y, diag(5)[l$wave, ], l$id, l$wave, l$y)
show("one_V", f$V[upper.tri(f$V, TRUE)]); show("one_change8", kr(f, c(-1, 0, 0, 0, 1)))
show("one_mean3", kr(f, c(0, 0, 1, 0, 0)))
tm <- c(0, 2, 3, 5, 8); show("one_slope", kr(f, (tm - mean(tm)) / sum((tm - mean(tm))^2)))
d <- data.frame(l, w = factor(l$wave))
g <- gls(y ~ 0 + w, d, correlation = corSymm(form = ~ wave | id), weights = varIdent(form = ~ 1 | w),
         control = glsControl(msMaxIter = 1000, msTol = 1e-12, tolerance = 1e-10))
show("one_gls_change8", unname(coef(g)[5] - coef(g)[1]))
show("one_gls_se8", sqrt(sum(vcov(g) * outer(c(-1, 0, 0, 0, 1), c(-1, 0, 0, 0, 1)))))
# Two arms, one mean before (cLDA) and one each. TAU is cohort 0.
X <- matrix(0, length(l$y), 9)
for (i in seq_along(l$y)) X[i, if (l$wave[i] == 1) 1 else 1 + arm[i] * 4 + l$wave[i] - 1] <- 1
f <- fit(Y, X, l$id, l$wave, l$y)
show("shared_difference8", kr(f, c(0, 0, 0, 0, -1, 0, 0, 0, 1)))
show("shared_change3", kr(f, c(-1, 0, 0, 0, 0, 0, 1, 0, 0)))
X <- matrix(0, length(l$y), 10); X[cbind(seq_along(l$y), arm * 5 + l$wave)] <- 1
f <- fit(Y, X, l$id, l$wave, l$y)
show("own_difference8", kr(f, c(1, 0, 0, 0, -1, -1, 0, 0, 0, 1)))
