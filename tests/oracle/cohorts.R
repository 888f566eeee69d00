# Cohorts side by side: ANCOVA with HC3 and CR2, Welch, d_ppc2, the average of
# regions; regression to the mean.
# Run: Rscript tests/oracle/cohorts.R [folder of shared data] > cohorts.csv
suppressMessages({library(sandwich); library(clubSandwich); library(metafor)})
show <- function(name, x)
  cat(sprintf("%s,%.15g\n", paste0(name, if (length(x) > 1) seq_along(x)), x),
      sep = "")
folder <- commandArgs(TRUE)
a <- read.csv(file.path(if (length(folder)) folder else "../shared/data",
                        "r-packages/MASS_anorexia.csv"))
a$Treat <- relevel(factor(a$Treat), "Cont")
a$c <- a$Prewt - mean(a$Prewt)
a$D <- a$Postwt - a$Prewt
a$g <- a$id %% 9            # groups across treatments
a$age <- (a$id * 7) %% 11   # a made-up covariate
fit <- lm(Postwt ~ c + Treat, a)
show("ols", coef(fit)); show("ols_se", sqrt(diag(vcov(fit))))
show("hc3_se", sqrt(diag(vcovHC(fit, "HC3"))))
cr <- coef_test(fit, vcov = "CR2", cluster = a$g, test = "Satterthwaite")
show("cr2_se", cr$SE); show("cr2_df", cr$df_Satt); show("cr2_p", cr$p_Satt)
more <- lm(Postwt ~ c + Treat + I(age - mean(age)), a)
show("more", coef(more)); show("more_hc3", sqrt(diag(vcovHC(more, "HC3"))))
# Reliability .8: pre drawn to its cohort mean, the same regression.
a$m <- ave(a$Prewt, a$Treat); a$t <- a$m - mean(a$Prewt) + .8 * (a$Prewt - a$m)
true <- lm(Postwt ~ t + Treat, a)
show("corrected", coef(true)[3:4]); show("corrected_hc3", sqrt(diag(vcovHC(true, "HC3")))[3:4])
ch <- lm(D ~ Treat, a); show("change_ols", coef(ch)); show("change_ols_se", sqrt(diag(vcov(ch))))
cc <- coef_test(ch, vcov = "CR2", cluster = a$g, test = "Satterthwaite")
show("change_cr2_se", cc$SE); show("change_cr2_df", cc$df_Satt)
for (k in c("CBT", "FT")) {
  w <- t.test(a$D[a$Treat == k], a$D[a$Treat == "Cont"])
  show(paste0("welch_", k), c(w$estimate[1] - w$estimate[2], w$stderr, w$parameter, w$p.value, w$conf.int))
}
# Morris 2008, table 5 (as on metafor's page): d_ppc2 by hand from escalc's parts.
T <- data.frame(m1 = c(30.6, 23.5, .5, 53.4, 35.6), m2 = c(38.5, 26.8, .7, 75.9, 36),
  s1 = c(15, 3.1, .1, 14.5, 4.7), n = c(20, 50, 9, 10, 14), r = c(.47, .64, .77, .89, .44))
C <- data.frame(m1 = c(23.1, 24.9, .6, 55.7, 34.8), m2 = c(19.7, 25.3, .6, 60.7, 33.4),
  s1 = c(13.8, 4.1, .2, 17.3, 3.1), n = c(20, 42, 9, 11, 14), r = c(.47, .64, .77, .89, .44))
sp <- sqrt(((T$n - 1) * T$s1^2 + (C$n - 1) * C$s1^2) / (T$n + C$n - 2))
m <- T$n + C$n - 2
J <- exp(lgamma(m / 2) - log(sqrt(m / 2)) - lgamma((m - 1) / 2))
show("ppc2", J * ((T$m2 - T$m1) - (C$m2 - C$m1)) / sp)
# Its variance by simulation: study 2, true d .77, normal scores.
set.seed(1); B <- 400000; d <- .77; r <- .64; n1 <- 50; n2 <- 42
v1 <- rchisq(B, n1 + n2 - 2) / (n1 + n2 - 2)
# Pre variances and mean changes are independent only in part; draw people.
sim <- replicate(20000, {
  x <- rnorm(n1 + n2); y <- r * x + sqrt(1 - r^2) * rnorm(n1 + n2)
  g <- rep(1:0, c(n1, n2)); y <- y + d * g
  s <- sqrt((var(x[g == 1]) * (n1 - 1) + var(x[g == 0]) * (n2 - 1)) / (n1 + n2 - 2))
  J[2] * (mean((y - x)[g == 1]) - mean((y - x)[g == 0])) / s })
show("ppc2_simulated_sd_n50_42_d.77_r.64", sd(sim))
# Regions: 2.4 (.40) of 96 and 1.1 (.55) of 74.
y <- c(2.4, 1.1); s <- c(.40, .55); n <- c(96, 74)
se <- sqrt(sum(s^2)); df <- sum(s^2)^2 / sum(s^4 / (n - 1))
show("regions_difference", c(y[1] - y[2], se, df, y[1] - y[2] + c(-1, 1) * qt(.975, df) * se))
w <- n / sum(n); se <- sqrt(sum(w^2 * s^2)); df <- sum(w^2 * s^2)^2 / sum(w^4 * s^4 / (n - 1))
show("regions_average", c(sum(w * y), se, df, sum(w * y) + c(-1, 1) * qt(.975, df) * se))
# Regression to the mean.
pre <- c(45, 52, 63, 68, 57, 55, 60, 59); post <- c(49, 50, 70, 71, 53, 61, 62, 67)
for (mu in c(57.375, 55, 60, 65)) {
  s <- summary(lm(I(post - mu) ~ I(pre - mu)))$coefficients
  show(paste0("mee_chua_", mu), s[1, ])
}
show("mee_chua_slope", s[2, 1])
o <- cor.test(post - pre, (post + pre) / 2)
show("oldham", c(o$estimate, o$statistic, o$p.value))
show("naive", cor(post - pre, pre))
f <- function(x) x * dnorm(x, 7, 5)
tail <- integrate(f, 10, Inf, rel.tol = 1e-12)$value / pnorm(10, 7, 5, lower = FALSE)
show("expected_fall", (tail - 7) * (1 - .6))
low <- integrate(f, -Inf, 4, rel.tol = 1e-12)$value / pnorm(4, 7, 5)
show("expected_rise", (7 - low) * (1 - .6))
