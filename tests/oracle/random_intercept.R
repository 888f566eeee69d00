# Random-intercept models by lme4, lmerTest and clubSandwich.
# Run: Rscript tests/oracle/random_intercept.R [shared data] > random_intercept.csv
suppressMessages({library(lme4); library(lmerTest); library(clubSandwich); library(nlme, exclude = "lmList")})
show <- function(name, x)
  cat(sprintf("%s,%.15g\n", paste0(name, if (length(x) > 1) seq_along(x)), x), sep = "")
tight <- lmerControl(optimizer = "Nelder_Mead", optCtrl = list(xst = 1e-12, FtolAbs = 1e-14, FtolRel = 1e-16, XtolRel = 1e-14, maxfun = 1e6))
report <- function(name, fit, cr2 = TRUE) {
  v <- as.data.frame(VarCorr(fit))$vcov
  show(paste0(name, "_between"), v[1]); show(paste0(name, "_within"), v[2])
  show(paste0(name, "_loglik"), as.numeric(logLik(fit)))
  s <- coef(summary(fit)); show(paste0(name, "_b"), s[, 1]); show(paste0(name, "_se"), s[, 2])
  show(paste0(name, "_df"), s[, 3])
  if (cr2) { c <- coef_test(fit, vcov = "CR2", test = "Satterthwaite")
    show(paste0(name, "_cr2"), c$SE); show(paste0(name, "_cr2_df"), c$df_Satt) }
}
data(Orthodont, package = "nlme"); O <- as.data.frame(Orthodont)
O$Subject <- factor(as.character(O$Subject))
cat("#", O$distance, sep = " ", fill = 70)
report("orthodont", lmer(distance ~ age + Sex + (1 | Subject), O, control = tight))
l <- lme(distance ~ age + Sex, data = O, random = ~ 1 | Subject)
ct <- coef_test(l, vcov = "CR2"); show("orthodont_lme_cr2", ct$SE); show("orthodont_lme_cr2_df", ct$df_Satt)
report("dyestuff", lmer(Yield ~ 1 + (1 | Batch), Dyestuff, control = tight))
cat("#", Dyestuff2$Yield, fill = 70)
report("dyestuff2", lmer(Yield ~ 1 + (1 | Batch), Dyestuff2, control = tight), cr2 = FALSE)
folder <- commandArgs(TRUE)
b <- read.csv(file.path(if (length(folder)) folder else "../shared/data", "r-packages/HSAUR3_BtheB.csv"))
L <- do.call(rbind, lapply(c(2, 3, 5, 8), function(m) data.frame(id = b$id, pre = b$bdi.pre,
  time = m, bdi = b[[paste0("bdi.", m, "m")]], treat = as.numeric(b$treatment == "BtheB"),
  drug = as.numeric(b$drug == "Yes"), long = as.numeric(b$length == ">6m"))))
L <- L[!is.na(L$bdi), ]
report("bdi", lmer(bdi ~ pre + time + treat + drug + long + (1 | id), L, control = tight))
# Balanced, so the mean squares say it exactly.
m <- anova(lm(distance ~ Sex + Subject + age, O))
show("orthodont_exact_within", m["Residuals", 3])
show("orthodont_exact_between", (m["Subject", 3] - m["Residuals", 3]) / 4)
