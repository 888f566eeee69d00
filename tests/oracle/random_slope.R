# Random intercept and slope by REML: lme4, nlme beside it. What lme4's optimiser
# leaves in the fifth digit is taken off by Newton steps on lme4's own deviance
# (the boundary apart, where there is nothing to take off). The standard error of a person's own slope, b1 + u1, is of Henderson's
# mixed-model equations inverted for everyone at once; lme4 gives the
# conditional one of u1. The answers are written too, people a row each, with
# "NaN" for what was not answered.
# Run: Rscript tests/oracle/random_slope.R > tests/oracle/random_slope.csv
suppressMessages({library(lme4); library(nlme, exclude = "lmList")})
show <- function(name, x) {
  x[is.na(x)] <- NaN
  cat(sprintf("%s,%.15g\n", paste0(name, if (length(x) > 1) seq_along(x)), x), sep = "") }
tight <- lmerControl(optimizer = "Nelder_Mead", check.conv.singular = "ignore", calc.derivs = FALSE,
  optCtrl = list(FtolAbs = 1e-15, FtolRel = 1e-16, XtolRel = 1e-14, maxfun = 1e6))
newton <- function(f, x) {
  for (i in 1:12) {
    h <- 1e-3 * pmax(abs(x), .01)
    d <- function(x) sapply(1:3, function(k) { e <- h * (1:3 == k)
      (8 * (f(x + e) - f(x - e)) - (f(x + 2 * e) - f(x - 2 * e))) / (12 * h[k]) })
    H <- sapply(1:3, function(k) { e <- h * (1:3 == k); (d(x + e) - d(x - e)) / (2 * h[k]) })
    x <- x - solve((H + t(H)) / 2, d(x))
  }
  x
}
best <- function(d, singular) {
  l <- lFormula(y ~ t + (t | id), d, control = tight); f <- do.call(mkLmerDevfun, c(l, list(control = tight)))
  o <- optimizeLmer(f, optimizer = "Nelder_Mead", control = tight$optCtrl)
  if (!singular) { o$par <- newton(f, o$par); o$fval <- f(o$par) }
  f(o$par)
  mkMerMod(environment(f), o, l$reTrms, l$fr)
}
long <- function(Y, time) {
  d <- data.frame(id = factor(rep(seq_len(nrow(Y)), each = ncol(Y)), seq_len(nrow(Y))),
                  t = rep(time, nrow(Y)), y = c(t(Y)))
  droplevels(d[!is.na(d$y), ])
}
henderson <- function(d, D, s2) {
  X <- cbind(1, d$t); n <- nlevels(d$id); Z <- matrix(0, nrow(d), 2 * n); i <- as.integer(d$id)
  Z[cbind(seq_len(nrow(d)), 2 * i - 1)] <- 1; Z[cbind(seq_len(nrow(d)), 2 * i)] <- d$t
  C <- solve(rbind(cbind(crossprod(X), crossprod(X, Z)),
                   cbind(crossprod(Z, X), crossprod(Z) + kronecker(diag(n), solve(D / s2))))) * s2
  sapply(seq_len(n), function(k) { l <- numeric(2 + 2 * n); l[2] <- l[2 + 2 * k] <- 1
    sqrt(c(l %*% C %*% l)) })
}
report <- function(name, Y, time, singular = FALSE) {
  show(paste0(name, "_people"), nrow(Y)); show(paste0(name, "_waves"), ncol(Y))
  show(paste0(name, "_time"), time); show(paste0(name, "_y"), c(t(Y)))
  d <- long(Y, time); fit <- best(d, singular)
  stopifnot(isSingular(fit) == singular)
  v <- as.matrix(VarCorr(fit)$id); attributes(v) <- list(dim = c(2, 2)); s2 <- sigma(fit)^2
  show(paste0(name, "_variance"), v[c(1, 2, 4)]); show(paste0(name, "_residual"), s2)
  show(paste0(name, "_loglik"), as.numeric(logLik(fit)))
  show(paste0(name, "_b"), unname(fixef(fit))); show(paste0(name, "_se"), sqrt(diag(as.matrix(vcov(fit)))))
  r <- ranef(fit, condVar = TRUE)$id
  show(paste0(name, "_u1_"), r$t); show(paste0(name, "_sd_"), sqrt(attr(r, "postVar")[2, 2, ]))
  if (!singular) show(paste0(name, "_own_se_"), henderson(d, v, s2))
  if (!singular) {
    l <- lme(y ~ t, d, random = ~ t | id, control = lmeControl(opt = "optim", maxIter = 500,
      msMaxIter = 2000, reltol = 1e-14, tolerance = 1e-12, msTol = 1e-14))
    w <- as.matrix(getVarCov(l)); show(paste0(name, "_nlme_variance"), w[c(1, 2, 4)])
    show(paste0(name, "_nlme_loglik"), as.numeric(logLik(l)))
    show(paste0(name, "_nlme_b"), unname(fixef(l)))
  }
}
data(sleepstudy)
report("sleep", matrix(sleepstudy$Reaction, 18, byrow = TRUE), 0:9)
# Orthodont, with answers taken out: people with four, three, two and one.
data(Orthodont, package = "nlme")
Y <- matrix(Orthodont$distance, 27, byrow = TRUE)
Y[2, 4] <- Y[5, 2] <- Y[9, 1] <- Y[20, 3] <- NA
Y[7, c(1, 3)] <- Y[14, c(2, 4)] <- Y[23, 2:4] <- NA
report("ortho", Y, c(8, 10, 12, 14))
# Sums as questionnaires have them, three times, of whom some left.
set.seed(4)
made <- function(n, sd0, sd1, r, s, time, slope) {
  u <- matrix(rnorm(2 * n), n) %*% chol(matrix(c(sd0^2, r * sd0 * sd1, r * sd0 * sd1, sd1^2), 2))
  round(outer(rep(14, n), rep(1, length(time))) + u[, 1] + outer(u[, 2] + slope, time) +
        matrix(rnorm(n * length(time), 0, s), n))
}
Y <- made(60, 5, .5, -.3, 1.5, c(0, 6, 18), -.3); Y[c(3, 8, 31, 44), 3] <- NA; Y[c(8, 12), 2] <- NA
report("sums", Y, c(0, 6, 18))
# At the edge: a slope that the intercept tells, and no spread of slopes.
tells <- NULL; none <- NULL
for (seed in 1:200) {
  set.seed(seed)
  Y <- made(20, 4, .6, .9, 3, 0:2, 1); f <- lmer(y ~ t + (t | id), long(Y, 0:2), control = tight)
  th <- getME(f, "theta")
  if (is.null(tells) && th[3] < 1e-6 && abs(th[2]) > .05) tells <- Y
  if (is.null(none) && max(abs(th[2:3])) < 1e-6 && th[1] > .1) none <- Y
}
if (is.null(none)) { # nobody's line differs but in height
  none <- outer(c(3, 7, 8, 12, 15, 9), c(0, 1, 2), "+") + rbind(c(1, -2, 1), c(-1, 2, -1), c(1, -2, 1),
    c(-1, 2, -1), c(1, -2, 1), c(-1, 2, -1)) }
report("tells", tells, 0:2, TRUE); report("none", none, 0:2, TRUE)
