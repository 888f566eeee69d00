# Arms against a comparison: ANCOVA with HC3 and with CR2, Welch, d_ppc2, Holm,
# leavers as they started, and how many left. For tests/analysis/test_arms.c
# and tests/cli/arms.bats:
#     Rscript tests/oracle/arms.R [FOLDER of shared data] > tests/oracle/arms.csv
# HC3 is sandwich's and its formula's, and the two agree. CR2 is the formula of
# Pustejovsky and Tipton (2018), which agrees with clubSandwich's numbers in
# tests/oracle/cohorts.csv (the same data and groups).
suppressMessages(library(sandwich))
folder <- commandArgs(TRUE)
folder <- if (length(folder)) folder[1] else "../shared/data"
show <- function(name, x)
  for (i in seq_along(x))
    cat(sprintf("%s,%.15g\n", paste0(name, if (length(x) > 1) i), x[i]))

hc3_by_hand <- function(fit) {
  X <- model.matrix(fit); A <- solve(crossprod(X))
  h <- rowSums((X %*% A) * X)
  sqrt(diag(A %*% crossprod(X * (resid(fit) / (1 - h))) %*% A))
}

# se and Satterthwaite df of every coefficient, under equal independent errors
cr2 <- function(fit, group) {
  X <- model.matrix(fit); M <- solve(crossprod(X)); H <- X %*% M %*% t(X)
  I <- diag(nrow(X)); e <- resid(fit)
  parts <- lapply(split(seq_len(nrow(X)), group), function(j) {
    s <- eigen(I[j, j, drop = FALSE] - H[j, j, drop = FALSE], symmetric = TRUE)
    root <- ifelse(s$values > 1e-12, 1 / sqrt(s$values), 0)
    A <- s$vectors %*% (root * t(s$vectors))
    (I - H)[, j, drop = FALSE] %*% A %*% X[j, , drop = FALSE] %*% M })
  y <- fitted(fit) + e
  out <- sapply(seq_len(ncol(X)), function(k) {
    U <- sapply(parts, function(p) p[, k]); G <- crossprod(U)
    c(sqrt(sum(crossprod(U, y)^2)), sum(diag(G))^2 / sum(G^2)) })
  list(se = out[1, ], df = out[2, ])
}

# estimate, se, df, t, p, interval
t_of <- function(name, estimate, se, df)
  show(paste0(name, "."), c(estimate, se, df, estimate / se,
       2 * pt(-abs(estimate / se), df), estimate + c(-1, 1) * qt(.975, df) * se))

compare <- function(name, d, reference) {
  d$arm <- relevel(factor(d$arm), reference)
  full <- d[!is.na(d$pre) & !is.na(d$post), ]
  full$c <- full$pre - mean(full$pre)
  fit <- lm(post ~ c + arm, full)
  se <- sqrt(diag(vcovHC(fit, "HC3")))
  stopifnot(all.equal(unname(se), unname(hc3_by_hand(fit)), tolerance = 1e-12))
  show(paste0(name, ".slope"), coef(fit)["c"])
  kept <- d[!is.na(d$pre), ]
  kept$post[is.na(kept$post)] <- kept$pre[is.na(kept$post)]
  kept$c <- kept$pre - mean(kept$pre)
  as_started <- lm(post ~ c + arm, kept)
  kept_se <- sqrt(diag(vcovHC(as_started, "HC3")))
  for (a in c(reference, setdiff(levels(d$arm), reference))) {
    key <- paste0(name, ".", a); x <- full[full$arm == a, ]
    show(paste0(key, ".n_before"), sum(d$arm == a & !is.na(d$pre)))
    show(paste0(key, ".n"), nrow(x))
    show(paste0(key, ".pre_mean"), mean(x$pre)); show(paste0(key, ".pre_sd"), sd(x$pre))
    show(paste0(key, ".post_mean"), mean(x$post))
    w <- t.test(x$post, x$pre, paired = TRUE)
    show(paste0(key, ".change."), c(w$estimate, w$statistic, w$p.value, w$conf.int))
    if (a == reference) next
    k <- paste0("arm", a); r <- full[full$arm == reference, ]
    t_of(paste0(key, ".ancova"), coef(fit)[k], se[k], fit$df.residual)
    show(paste0(key, ".ols_se"), sqrt(diag(vcov(fit)))[k])
    w <- t.test(x$post - x$pre, r$post - r$pre)
    t_of(paste0(key, ".welch"), w$estimate[1] - w$estimate[2], w$stderr, w$parameter)
    m <- nrow(x) + nrow(r) - 2
    s <- sqrt(((nrow(x) - 1) * var(x$pre) + (nrow(r) - 1) * var(r$pre)) / m)
    J <- exp(lgamma(m / 2) - log(sqrt(m / 2)) - lgamma((m - 1) / 2))
    show(paste0(key, ".d_ppc2"), J * (mean(x$post - x$pre) - mean(r$post - r$pre)) / s)
    show(paste0(key, ".start"), (mean(x$pre) - mean(r$pre)) / s)
    t_of(paste0(key, ".as_started"), coef(as_started)[k], kept_se[k], as_started$df.residual)
  }
  p <- 2 * pt(-abs(coef(fit) / se), fit$df.residual)[-(1:2)]
  names(p) <- sub("^arm", "", names(p))
  for (a in names(p)) show(paste0(name, ".", a, ".holm"), p.adjust(p, "holm")[a])
  if (!is.null(d$group)) {
    ch <- lm(I(post - pre) ~ arm, full)
    r <- cr2(fit, full$group); q <- cr2(ch, full$group)
    names(r$se) <- names(r$df) <- names(coef(fit))
    names(q$se) <- names(q$df) <- names(coef(ch))
    for (a in names(p)) {
      k <- paste0("arm", a)
      t_of(paste0(name, ".", a, ".cr2"), coef(fit)[k], r$se[k], r$df[k])
      t_of(paste0(name, ".", a, ".change_cr2"), coef(ch)[k], q$se[k], q$df[k])
    }
  }
}

a <- read.csv(file.path(folder, "r-packages", "MASS_anorexia.csv"))
compare("anorexia", data.frame(arm = a$Treat, pre = a$Prewt, post = a$Postwt,
                               group = a$id %% 9), "Cont")

b <- read.csv(file.path(folder, "r-packages", "HSAUR3_BtheB.csv"))
for (m in c("2m", "3m", "5m", "8m"))
  compare(paste0("btheb.", m), data.frame(arm = b$treatment, pre = b$bdi.pre,
          post = b[[paste0("bdi.", m)]]), "TAU")

w <- read.csv(file.path(folder, "woodworth2018", "ahi-cesd.csv"))
w <- w[!duplicated(w[c("id", "occasion")]), ]      # the first of two stands
first <- w[w$occasion == 0, ]
for (o in c(1, 5)) for (s in c("ahi", "cesd")) {
  later <- w[w$occasion == o, ]; column <- paste0(s, "Total")
  compare(sprintf("woodworth.%d.%s", o, s), data.frame(arm = first$intervention,
    pre = first[[column]], post = later[[column]][match(first$id, later$id)]), "4")
}
