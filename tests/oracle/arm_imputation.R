# Arms compared with the answers of leavers imputed within each arm, for
# tests/stats/test_arm_imputation.c:
#     Rscript tests/oracle/arm_imputation.R [FOLDER of shared data] \
#         > tests/oracle/arm_imputation.csv
# By mice ("norm", each arm alone, pooled by its pool.scalar()) and written out
# by hand from Rubin (1987, example 5.1): random both, 2,000 sets each, which
# must agree. HC3 is sandwich's. Of support groups: CR2 as in arms.R.
suppressMessages({library(mice); library(sandwich)})
folder <- commandArgs(TRUE)
folder <- if (length(folder)) folder[1] else "../shared/data"
M <- 2000

by_hand <- function(d) {
  for (a in unique(d$arm)) {
    own <- d$arm == a; left <- own & is.na(d$post)
    fit <- lm(post ~ pre, d, subset = own)
    s2 <- sum(resid(fit)^2) / rchisq(1, fit$df.residual)
    X <- model.matrix(fit)
    b <- coef(fit) + drop(t(chol(s2 * solve(crossprod(X)))) %*% rnorm(2))
    d$post[left] <- b[1] + b[2] * d$pre[left] + rnorm(sum(left), 0, sqrt(s2))
  }
  d
}
by_mice <- function(d) {
  parts <- lapply(split(d, d$arm), function(x) mice(x[c("pre", "post")], m = M,
    method = c("", "norm"), maxit = 1, printFlag = FALSE, seed = 7, ridge = 0))
  function(k) do.call(rbind, lapply(names(parts), function(a)
    cbind(complete(parts[[a]], k), arm = a)))
}
cr2 <- function(fit, group) {
  X <- model.matrix(fit); A <- solve(crossprod(X)); H <- X %*% A %*% t(X)
  I <- diag(nrow(X))
  parts <- lapply(split(seq_len(nrow(X)), group), function(j) {
    s <- eigen(I[j, j, drop = FALSE] - H[j, j, drop = FALSE], symmetric = TRUE)
    root <- ifelse(s$values > 1e-12, 1 / sqrt(s$values), 0)
    (I - H)[, j, drop = FALSE] %*% (s$vectors %*% (root * t(s$vectors))) %*%
      X[j, , drop = FALSE] %*% A })
  y <- fitted(fit) + resid(fit)
  sapply(seq_len(ncol(X)), function(k) {
    U <- sapply(parts, function(p) p[, k]); G <- crossprod(U)
    c(sum(crossprod(U, y)^2), sum(diag(G))^2 / sum(G^2)) })
}
analyse <- function(d, reference) {
  d$arm <- relevel(factor(d$arm), reference)
  fit <- lm(post ~ pre + arm, d)
  if (is.null(d$group))
    list(q = coef(fit)[-(1:2)], u = diag(vcovHC(fit, "HC3"))[-(1:2)],
         df = fit$df.residual)
  else {
    v <- cr2(fit, d$group)
    list(q = coef(fit)[-(1:2)], u = v[1, -(1:2)], df = v[2, 3])
  }
}
show <- function(name, sets) {
  for (a in names(sets[[1]]$q)) {
    q <- sapply(sets, function(s) s$q[[a]])
    u <- sapply(sets, function(s) s$u[which(names(s$q) == a)])
    df <- mean(sapply(sets, `[[`, "df"))
    p <- pool.scalar(q, u, n = df + 1, k = 1)
    key <- paste0(name, ".", sub("^arm", "", a))
    cat(sprintf("%s.%s,%.10g\n", key, c("estimate", "within", "between", "df"),
                c(p$qbar, p$ubar, p$b, p$df)), sep = "")
  }
}
# By how much the standard error is widened: the variance of the difference that
# many draws come to, residuals as they are (sandwich's HC3 of each arm's own
# line) against residuals that are alike (lm's). Its coefficients by numerical
# derivatives of the whole analysis, leavers put on their arm's line.
widening <- function(d, reference) {
  d$arm <- factor(d$arm)
  lines <- lapply(split(d, d$arm), function(x) lm(post ~ pre, x))
  on_lines <- function(b, d) {
    for (a in names(b)) {
      left <- d$arm == a & is.na(d$post)
      d$post[left] <- b[[a]][1] + b[[a]][2] * d$pre[left]
      stayed <- d$arm == a & !left
      d$post[stayed] <- b[[a]][1] + b[[a]][2] * d$pre[stayed]
    }
    coef(lm(post ~ pre + relevel(arm, reference), d))[-(1:2)]
  }
  b <- lapply(lines, coef); base <- on_lines(b, d)
  arms <- setdiff(levels(d$arm), reference)
  sapply(seq_along(base), function(k) {
    sums <- c(0, 0)
    for (a in levels(d$arm)) {
      g <- sapply(1:2, function(j) {
        moved <- b; moved[[a]][j] <- moved[[a]][j] + 1
        (on_lines(moved, d) - base)[k] # linear: a step of any size
      })
      x <- d$pre[d$arm == a]; y <- d$post[d$arm == a]; n <- length(x)
      turn <- (a %in% c(reference, arms[k])) * (a != reference) -
        (a == reference)
      common <- coef(lm(post ~ pre + arm, within(d, post <- ifelse(
        is.na(post), unlist(lapply(seq_along(post), function(i)
          sum(b[[as.character(arm[i])]] * c(1, pre[i])))), post))))[["pre"]]
      own <- turn * (b[[a]][2] - common) * (x - mean(x)) / n
      fit <- lines[[a]]; X <- model.matrix(fit)
      e <- rep(0, n)
      e[!is.na(y)] <- X %*% solve(crossprod(X), g) * resid(fit) /
        (1 - hatvalues(fit))
      robust <- sum((own + e)^2)
      model <- sum(own^2) * n / (n - 1) + drop(t(g) %*% vcov(fit) %*% g)
      sums <- sums + c(robust, if (anyNA(y)) model else robust)
    }
    max(1, sqrt(sums[1] / sums[2]))
  })
}

compare <- function(name, d, reference, groups = FALSE) {
  set.seed(20261128)
  d <- d[!is.na(d$pre), ]
  if (!groups) {
    made <- by_mice(d)
    show(paste0(name, ".mice"), lapply(seq_len(M), function(k)
      analyse(made(k), reference)))
  }
  show(paste0(name, ".hand"), lapply(seq_len(M), function(k)
    analyse(by_hand(d), reference)))
  if (!groups)
    cat(sprintf("%s.widening.%s,%.15g\n", name,
                setdiff(levels(factor(d$arm)), reference),
                widening(d, reference)), sep = "")
}

b <- read.csv(file.path(folder, "r-packages", "HSAUR3_BtheB.csv"))
for (m in c("2m", "8m"))
  compare(paste0("btheb.", m), data.frame(arm = b$treatment, pre = b$bdi.pre,
          post = b[[paste0("bdi.", m)]]), "TAU")
compare("btheb.8m.groups", data.frame(arm = b$treatment, pre = b$bdi.pre,
        post = b$bdi.8m, group = seq_len(nrow(b)) %% 12), "TAU", TRUE)
# Three arms, those who weighed least gone more often: others than by chance.
a <- read.csv(file.path(folder, "r-packages", "MASS_anorexia.csv"))
a$Postwt[order(a$Prewt)[c(1:9, 12, 15, 20, 31, 44, 60)]] <- NA
compare("anorexia", data.frame(arm = a$Treat, pre = a$Prewt, post = a$Postwt),
        "Cont")
