# Cohorts side by side on real data: Welch's test of several means, Q, REML
# with HKSJ, shrinkage, the average and each cohort's distance from it, ANCOVA
# against the average (equal spread, HC3, CR2), the joint test, ICC.
# Run: scripts/demo-data DIR; tests/oracle/demo.py DIR --pairs > pairs.tsv
#      Rscript tests/oracle/regions.R FOLDER_OF_SHARED_DATA pairs.tsv > regions.csv
# Other programs: lm, oneway.test, t.test (R 4), sandwich (HC3), metafor (rma,
# blup, confint), lme4. CR2 and its df are worked out here person by person
# from Bell and McCaffrey 2002, with the matrices written out; the check below
# is clubSandwich's own answer for nlme's Orthodont.
suppressMessages({library(sandwich); library(metafor); library(lme4); library(nlme)})
show <- function(name, x)
  cat(sprintf("%s,%.15g\n", paste0(name, if (length(x) > 1) seq_along(x)), x), sep = "")
root <- function(M, power) { e <- eigen((M + t(M)) / 2); v <- pmax(e$values, 0)
  keep <- v > 1e-10
  e$vectors[, keep, drop = FALSE] %*% ((v[keep])^power * t(e$vectors[, keep, drop = FALSE])) }
# estimate, SE, df of contrasts L (rows) of lm on X, groups g
cr2 <- function(X, y, g, L) {
  B <- solve(crossprod(X)); beta <- B %*% crossprod(X, y); e <- y - X %*% beta
  H <- diag(nrow(X)) - X %*% B %*% t(X)
  t(apply(L, 1, function(c) {
    P <- matrix(0, nrow(X), 0); score <- c()
    for (j in unique(g)) { i <- which(g == j)
      A <- root(H[i, i, drop = FALSE], -.5)
      w <- A %*% X[i, , drop = FALSE] %*% B %*% c      # weights of residuals
      score <- c(score, sum(w * e[i]))
      P <- cbind(P, H[, i, drop = FALSE] %*% w) }
    G <- crossprod(P)
    c(sum(c * beta), sqrt(sum(score^2)), sum(diag(G))^2 / sum(G^2)) }))
}
o <- cr2(cbind(1, Orthodont$age, Orthodont$Sex == "Female"), Orthodont$distance,
         as.character(Orthodont$Subject), diag(3))
stopifnot(max(abs(round(o[, 2], 4) - c(.9095, .0713, .7822))) < 1e-9,
          max(abs(round(o[, 3], 1) - c(25.9, 26.0, 21.7))) < 1e-9)

side_by_side <- function(name, pre, post, cohort, group = NULL, reliability = .8) {
  say <- function(what, x) show(paste0(name, ".", what), x)
  cohort <- factor(cohort, levels = sort(unique(as.character(cohort)), method = "radix")); k <- nlevels(cohort); D <- post - pre; N <- length(D)
  n <- as.vector(table(cohort)); y <- as.vector(tapply(D, cohort, mean))
  s <- as.vector(tapply(D, cohort, sd)); v <- s^2 / n
  say("n", n); say("change", y); say("se", sqrt(v))
  w <- oneway.test(D ~ cohort, var.equal = FALSE)
  say("welch", c(w$statistic, w$parameter, w$p.value))
  share <- n / N
  df_of <- function(weight) sum(weight^2 * v)^2 / sum(weight^4 * v^2 / (n - 1))
  say("average", c(sum(share * y), sqrt(sum(share^2 * v)), df_of(share)))
  for (i in seq_len(k)) { u <- (seq_len(k) == i) - share
    say(paste0("change_off", i, "_"), c(sum(u * y), sqrt(sum(u^2 * v)), df_of(u))) }
  # Adjusted for where people started.
  x <- pre - mean(pre); fit <- lm(post ~ x + cohort)
  L <- cbind(0, 0, rbind(0, diag(k - 1)) - rep(share[-1], each = k))
  est <- as.vector(L %*% coef(fit))
  say("adjusted_off", est)
  say("adjusted_off_equal", sqrt(diag(L %*% vcov(fit) %*% t(L))))
  say("adjusted_off_hc3", sqrt(diag(L %*% vcovHC(fit, "HC3") %*% t(L))))
  say("slope", c(coef(fit)[2], sqrt(vcov(fit)[2, 2]), sqrt(vcovHC(fit, "HC3")[2, 2])))
  a <- anova(lm(post ~ x), fit)
  say("joint", c(a$F[2], a$Df[2], a$Res.Df[2], a$`Pr(>F)`[2]))
  m <- ave(pre, cohort); true <- m - mean(pre) + reliability * (pre - m)
  ft <- lm(post ~ true + cohort)
  say("corrected_off", as.vector(L %*% coef(ft)))
  say("corrected_off_equal", sqrt(diag(L %*% vcov(ft) %*% t(L))))
  if (!is.null(group)) {
    cc <- cr2(model.matrix(fit), post, group, L)
    say("adjusted_off_cr2", cc[, 2]); say("adjusted_off_cr2_df", cc[, 3])
    re <- lmer(D ~ 0 + cohort + (1 | group), REML = TRUE,
               control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12)))
    vc <- as.data.frame(VarCorr(re))$vcov
    say("icc", vc[1] / sum(vc)) }
  if (k == 2) { # the first less the second
    tt <- t.test(D[cohort == levels(cohort)[1]], D[cohort == levels(cohort)[2]])
    say("difference", c(-diff(tt$estimate), tt$stderr, tt$parameter, tt$p.value))
    say("adjusted", -coef(fit)[3])
    say("adjusted_hc3", sqrt(vcovHC(fit, "HC3")[3, 3]))
    if (!is.null(group)) {
      d <- cr2(model.matrix(~ cohort), D, group, rbind(c(0, -1)))
      say("difference_cr2", as.vector(d))
      say("adjusted_cr2", as.vector(cr2(model.matrix(fit), post, group, rbind(c(0, 0, -1))))) }
  }
  if (k > 2) {
    r <- rma(y, v, method = "REML", test = "adhoc", control = list(threshold = 1e-13, maxiter = 1000))
    say("q", c(r$QE, r$QEp)); say("mean", c(r$b, r$se, r$ci.lb, r$ci.ub)); say("tau2", r$tau2)
    say("i2", r$I2)
    ci <- confint(r, control = list(tol = 1e-12))$random
    say("tau2_ci", c(ci[1, 2], ci[1, 3]))
    h <- qt(.975, k - 1) * sqrt(r$tau2 + r$se^2)
    say("prediction", c(r$b - h, r$b + h))
    b <- blup(r); say("shrunken", b$pred)
  }
  # The funnel: pooled SD within, limits about the average they are part of.
  sd <- sqrt(sum((n - 1) * s^2) / (N - k)); se <- sd * sqrt(1 / n - 1 / N)
  say("funnel_sd", sd); say("funnel_z", (y - sum(share * y)) / se)
  say("funnel_inner", qt(.975, N - k) * se)
}

folder <- commandArgs(TRUE)
folder <- if (length(folder)) folder[1] else "../shared/data"
read <- function(f) read.csv(file.path(folder, f))

a <- read("r-packages/MASS_anorexia.csv"); a$Treat <- c(Cont = "1 Cont", CBT = "2 CBT", FT = "3 FT")[as.character(a$Treat)]
side_by_side("anorexia", a$Prewt, a$Postwt, a$Treat)
side_by_side("grouped", a$Prewt, a$Postwt, a$Treat, a$id %% 9)

# psychTools::sai: the sum of the 20 items (calm items as they stand: what is
# compared is arithmetic, not anxiety) at the first and the next occasion of
# the 16 studies of 28 that had one; people with every item at both.
s <- read("r-packages/psychTools_sai.csv"); s$total <- rowSums(s[, 4:23])
s <- s[!is.na(s$total), ]
first <- s[s$time == 1, ]; later <- s[s$time > 1, ]
later <- later[order(later$time), ]; later <- later[!duplicated(paste(later$study, later$id)), ]
first <- first[!duplicated(paste(first$study, first$id)), ]
p <- merge(first[, c("study", "id", "total")], later[, c("study", "id", "total")],
           by = c("study", "id"))
show("sai.people", nrow(p))
side_by_side("sai", p$total.x, p$total.y, p$study)

# covid-gaming: the authors' scored depression of 76 people, by their
# loneliness before (UCLA-3 below 6, or 6 and more).
d <- read("covid-gaming/lockdown2-dass21-scores-wide.csv")
u <- read("covid-gaming/lockdown2-ucla3-scores-wide.csv")
lonely <- u$loneliness_before[match(d$response_id, u$response_id)] >= 6
show("covid.people", nrow(d))
side_by_side("covid", d$depression_before, d$depression_during, as.integer(lonely))

# The demo's two regions: pairs scored by tests/oracle/demo.py DIR --pairs.
if (length(commandArgs(TRUE)) > 1) {
  p <- read.delim(commandArgs(TRUE)[2])
  for (o in unique(p$outcome)) { q <- p[p$outcome == o, ]
    side_by_side(paste0("demo.", o), q$pre, q$post, q$region, q$group) }
}
