# Every number of `prepost paired --format json` for random data: whole scores,
# ties, zeros, the floor of a scale, tenths, continuous scores, 1e9 + x; n 2 to
# 300. From R's own functions where R has one (t.test, shapiro.test, binom.test,
# cor, quantile, pt with ncp; exact signed-rank p by coin), else worked out by
# one_outcome.R. Nothing of prepost is used but its conventions.
#     Rscript tests/oracle/paired.R >tests/oracle/paired.csv
# Rows: kind, n, then a value for each place in the JSON that the head names;
# tolerances in the second line. null: cannot be worked out. -: not compared.
# Not here, for R has none or chance has a part, but tested elsewhere against
# full enumeration or other programs: bootstrap intervals (test_bootstrap),
# attained level and open ends (test_signed_rank), Monte Carlo permutation
# (test_permutation), clustered intervals (test_paired_t, analyse.csv); and what
# needs more than two columns: analyse.csv, regions.csv, arms.csv, mmrm.csv,
# missing.csv, reliability.csv, meta.csv, random_intercept.csv, cohorts.csv.
# The data come from a generator of whole numbers (Lehmer 1951; Park and Miller
# 1988), which tests/report/test_paired_random.c has as well.
suppressMessages(library(coin))
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])),
                 "one_outcome.R"))

# --- data ---------------------------------------------------------------------
state <- 0
u <- function() { state <<- (16807 * state) %% 2147483647; state / 2147483647 }
z <- function() { a <- u(); b <- u(); c <- u(); d <- u(); ((a + b) + c) + d - 2 }
whole <- function(x) floor(x + .5)
within <- function(x, lo, hi) max(lo, min(hi, x))
person <- function(kind, s) {
  a <- z(); b <- z(); stays <- u() < .5
  switch(kind + 1,
    c(within(whole(12 + 7 * a), 0, 27), within(whole(12 + s + 5 * a + 5 * b), 0, 27)),
    { x <- within(whole(2 + 1.5 * a), 0, 4)
      c(x, if (stays) x else within(whole(2 + s / 4 + a + b), 0, 4)) },
    c(12 + 7 * a, 12 + s + 5 * a + 5 * b),
    c(whole(10 * (12 + 7 * a)) / 10, whole(10 * (12 + s + 5 * a + 5 * b)) / 10),
    c(1e9 + whole(12 + 7 * a), 1e9 + whole(12 + s + 5 * a + 5 * b)),
    c(max(0, whole(2 + 5 * a)), max(0, whole(2 + s / 2 + 4 * a + 4 * b))))
}
draw <- function(set, kind, n) {
  state <<- (7919 * set) %% 2147483647
  for (i in 1:5) u()
  s <- (u() - .4) * 6
  t(sapply(seq_len(n), function(i) person(kind, s)))
}

# --- one set ------------------------------------------------------------------
or_null <- function(ok, x) if (ok) x else rep(NA, length(x))
moments <- function(x) {
  q <- describe(x); n <- length(x); flat <- q$sd == 0
  # From the first value: the mean of 1e9 + x is rounded, and costs digits.
  q[c("skewness", "kurtosis")] <- describe(x - x[1])[c("skewness", "kurtosis")]
  if (n < 3 || flat) q$skewness <- NA
  if (n < 4 || flat) q$kurtosis <- NA
  q
}
signed_rank <- function(x, y, d) {
  if (all(d == 0)) return(list("wilcoxon.p" = NA))
  w <- pratt(d); h <- if (length(d) >= 6) hl_interval(d, .95) else NULL
  by_coin <- if (length(d) <= 60)        # ranks by rounded |d|, or ties are lost
    as.numeric(pvalue(wilcoxsign_test(d ~ rep(0, length(d)), distribution = "exact",
                                      zero.method = "Pratt"))) else w$p
  list("wilcoxon.w_plus" = w$plus, "wilcoxon.w_minus" = w$minus, "wilcoxon.n_zero" = sum(d == 0),
       "wilcoxon.p" = by_coin, "wilcoxon.hodges_lehmann" = median(walsh(d)),
       "wilcoxon.ci.0" = if (is.null(h)) "-" else h[1], "wilcoxon.ci.1" = if (is.null(h)) "-" else h[2])
}
sizes <- function(x, y, d, t, p, turned) {
  n <- length(d); df <- n - 1; r <- cor(x, y); sav <- sqrt((var(x) + var(y)) / 2); out <- list()
  J <- function(m) exp(lgamma(m / 2) - lgamma((m - 1) / 2)) / sqrt(m / 2)
  dfav <- df * (var(x) + var(y))^2 / (var(x)^2 + var(y)^2 + 2 * r^2 * var(x) * var(y))
  lam <- ncp_limits(t, df, .95) / sqrt(n); dz <- mean(d) / sd(d); rm <- sqrt(2 * (1 - r))
  one <- function(name, estimate, unit) for (k in 1:3)
    out[[paste0("effect_sizes.", name, c(".estimate", ".ci.0", ".ci.1")[k])]] <<-
      c(estimate, if (abs(t) > 30) "-" else lam[1] * unit, if (abs(t) > 30) "-" else lam[2] * unit)[k]
  one("d_z", dz, 1); one("d_av", mean(d) / sav, sd(d) / sav)
  one("d_rm", if (is.na(r)) NA else dz * rm, if (is.na(r)) NA else rm)
  one("d_pre", if (sd(x) == 0) NA else mean(d) / sd(x), if (sd(x) == 0) NA else sd(d) / sd(x))
  out[["effect_sizes.g_z.estimate"]] <- if (n > 2) J(df) * dz else NA
  out[["effect_sizes.g_av.estimate"]] <- if (n > 2 && !is.na(r)) J(dfav) * mean(d) / sav else "-"
  out
}
shares <- function(d, better) {
  n <- length(d); b <- (sum(better) + 1) / (n + 2); v <- (sum(d != 0 & !better) + 1) / (n + 2)
  ci <- .5 + .5 * ((b - v) + c(-1, 1) * qnorm(.975) * sqrt((b + v - (b - v)^2) / (n + 2)))
  P <- "effect_sizes.probability_of_improvement."
  setNames(list((sum(better) + sum(d == 0) / 2) / n, max(0, ci[1]), min(1, ci[2])),
           paste0(P, c("estimate", "ci.0", "ci.1")))
}
biserial <- function(d) {
  if (length(d) < 4 || all(d == 0)) return(list())
  setNames(as.list(rank_biserial(d, .95)), paste0("effect_sizes.rank_biserial.", c("estimate", "ci.0", "ci.1")))
}
reliably <- function(x, d, sgn) {
  threshold <- 1.96 * sqrt(2) * sd(x) * sqrt(1 - .8); n <- length(d)
  if (!(sd(x) > 0)) return(list())
  k <- c(sum(sgn * d > threshold), sum(sgn * d < -threshold))
  w <- wilson(k[1] / n, n, .95)
  list("reliable_change.threshold" = threshold, "reliable_change.improved" = k[1],
       "reliable_change.deteriorated" = k[2], "reliable_change.improved_share.ci.0" = max(0, w[1]),
       "reliable_change.improved_share.ci.1" = min(1, w[2]))
}
# Formulas of the papers, named in reliable_change.py. JSON's order; HLM is last.
other_methods <- function(x, y, d, sgn) {
  if (!(sd(x) > 0)) return(list())
  r <- .8; s1 <- sd(x); m1 <- mean(x); m2 <- mean(y); se <- s1 * sqrt(1 - r); out <- list()
  predicted <- m1 + r * (x - m1); nk <- sqrt(r^2 * var(x) * (1 - r) + var(y) * (1 - r))
  rdd <- if (var(d) > 0) 1 - 2 * se^2 / var(d) else -1
  index <- list((y - m1 - r * (x - m1)) / (s1 * sqrt(1 - r^2)), (y - m2 - r * (x - m1)) / (s1 * sqrt(1 - r^2)),
                (y - predicted) / se, (y - predicted) / nk,
                if (rdd > 0) (d * rdd + (m2 - m1) * (1 - rdd)) / (sqrt(rdd) * sqrt(2) * se) else NA)
  for (k in 1:5) out[paste0("reliable_change_by.", k - 1, c(".improved", ".deteriorated"))] <-
    list(sum(sgn * index[[k]] > c(1.96, 1.65)[1 + (k == 5)]), sum(sgn * index[[k]] < -c(1.96, 1.65)[1 + (k == 5)]))
  out[["reliable_change_by.3.se_difference"]] <- nk
  out[["reliable_change_by.3.sd_post"]] <- sd(y)
  if (var(d) > 0) out[["reliable_change_by.4.reliability_of_differences"]] <- rdd
  out[["reliable_change_by.5.improved"]] <- NA
  ends <- 1 - (1 - r) * qf(c(.975, .025), 249, 249 * 8)        # Feldt 1965: 250 people, 9 items
  for (e in 1:2) {
    by <- 1.96 * sqrt(2) * s1 * sqrt(1 - ends[e])
    out[paste0("reliable_change.sensitivity.", e - 1, c(".reliability", ".threshold", ".improved", ".deteriorated"))] <-
      list(ends[e], by, sum(sgn * d > by), sum(sgn * d < -by))
  }
  out
}
# Jacobson and Truax 1991, with norms of people without the difficulty.
cutoffs <- function(x, y, d, sgn, kind) {
  if (!(sd(x) > 0)) return(list())
  n <- length(x); mf <- if (kind == 4) 1e9 + 12 + 4 * sgn else if (kind == 1) 2 + sgn else 12 + 4 * sgn
  sf <- if (kind == 1) 1 else 4; m1 <- mean(x); s1 <- sd(x)
  cut <- (sf * m1 + s1 * mf) / (sf + s1); threshold <- 1.96 * sqrt(2) * s1 * sqrt(1 - .8)
  before <- sgn * x <= sgn * cut; after <- sgn * y <= sgn * cut
  better <- sgn * d > threshold; recovered <- sum(before & !after & better); P <- "clinical_change."
  out <- setNames(list(m1 + sgn * 2 * s1, mf - sgn * 2 * sf, cut, sum(before), sum(before & !after), sum(after & !before),
                       recovered, sum(better) - recovered, sum(sgn * d < -threshold), n),
    paste0(P, c("cutoff.a", "cutoff.b", "cutoff.used", "n_beyond", "crossed.n", "entered.n", "recovered.n",
                "improved.n", "deteriorated.n", "improved.of")))
  w <- if (any(before)) wilson(recovered / sum(before), sum(before), .95) else c(NA, NA)
  out[paste0(P, c("recovered.ci.0", "recovered.ci.1"))] <- list(max(0, w[1]), min(1, w[2]))
  out
}
# metafor's escalc(); SMCRH by Bonett 2008 with J for the variance too.
for_meta_analysis <- function(x, y, d) {
  n <- length(x)
  if (n < 3 || !(sd(x) > 0) || !(sd(y) > 0) || !(sd(d) > 0)) return(list())
  out <- list(); P <- "for_meta_analysis."
  for (m in c("smcc", "smcr")) {
    e <- suppressWarnings(metafor::escalc(toupper(m), m1i = mean(d), m2i = 0, sd1i = if (m == "smcr") sd(x) else sd(y),
      sd2i = if (m == "smcr") sd(y) else sd(x), ni = n, ri = cor(x, y)))
    out[paste0(P, m, c(".estimate", ".variance"))] <- list(as.numeric(e$yi), as.numeric(e$vi))
  }
  J <- exp(lgamma((n - 1) / 2) - lgamma((n - 2) / 2)) / sqrt((n - 1) / 2)
  out[[paste0(P, "smcrh.variance")]] <- J^2 * (var(d) / (var(x) * (n - 1)) + (J * mean(d) / sd(x))^2 / (2 * (n - 1)))
  out
}
detectable <- function(d) {
  n <- length(d); df <- n - 1; q <- qt(.975, df)
  power <- function(l) pt(-q, df, l) + pt(q, df, l, lower.tail = FALSE)
  if (n < 4) return(list())                    # R's pt is not accurate there
  l <- uniroot(function(l) power(l) - .8, c(.5, 30), tol = 1e-12)$root
  list("minimum_detectable_change.raw" = l * sd(d) / sqrt(n), "minimum_detectable_change.d_z" = l / sqrt(n))
}
one_set <- function(set, kind, n) {
  xy <- draw(set, kind, n); x <- xy[, 1]; y <- xy[, 2]; d <- y - x
  if (kind != 2) d <- round(d, 1)
  sgn <- if (set %% 2) -1 else 1; better <- sgn * d > 0; sesoi <- if (kind == 1) .5 else 1
  out <- list()
  for (side in c("pre", "post", "change")) {
    q <- moments(list(pre = x, post = y, change = d)[[side]])
    keep <- if (side == "change") c("mean", "sd", "median") else names(q)[-1]
    out[paste0(side, ".", keep)] <- q[keep]
  }
  out[["change.correlation"]] <- if (sd(x) > 0 && sd(y) > 0) cor(x, y) else NA
  out[c("change.n_better", "change.n_same", "change.n_worse")] <- list(sum(better), sum(d == 0), sum(d != 0 & !better))
  out <- c(out, shares(d, better), biserial(d), reliably(x, d, sgn), other_methods(x, y, d, sgn),
           cutoffs(x, y, d, sgn, kind), for_meta_analysis(x, y, d), signed_rank(x, y, d))
  out[["sign_test.p"]] <- if (all(d == 0)) NA else binom.test(sum(d > 0), sum(d != 0))$p.value
  if (kind != 2 && !all(d == 0)) out[["permutation_test.p"]] <- permutation(d)
  if (sd(d) == 0) return(c(out, list("t_test.p" = NA, "bayes_factor.bf10" = NA, "normality.p" = NA)))
  t <- t.test(y, x, paired = TRUE); tv <- unname(t$statistic)
  if (kind == 4) t <- t.test(d)
  tv <- unname(t$statistic)
  out[c("change.se", "change.ci.0", "change.ci.1", "t_test.t", "t_test.df", "t_test.p")] <-
    list(t$stderr, t$conf.int[1], t$conf.int[2], tv, n - 1, t$p.value)
  if (n >= 3) { s <- shapiro.test(d); out[c("normality.w", "normality.p")] <- list(unname(s$statistic), s$p.value) }
  if (sd(x) > 0 || sd(y) > 0) out <- c(out, suppressWarnings(sizes(x, y, d, tv, t$p.value)))
  out[["bayes_factor.bf10"]] <- if (abs(tv) < 12) jzs(tv, n - 1, n, sqrt(2) / 2) else "-"
  lower <- t.test(d, mu = -sesoi, alternative = "greater")$p.value
  upper <- t.test(d, mu = sesoi, alternative = "less")$p.value
  e <- t.test(d, conf.level = .9)$conf.int
  out[c("equivalence.p", "equivalence.ci.0", "equivalence.ci.1")] <- list(max(lower, upper), e[1], e[2])
  c(out, suppressWarnings(detectable(d)))
}

# --- all ----------------------------------------------------------------------
sizes_of <- c(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 20, 22, 25, 30, 40)
rows <- list(); head <- NULL
for (set in 1:300) {
  kind <- (set - 1) %% 6; n <- sizes_of[(set - 1) %/% 6 %% 20 + 1]
  if (set > 240) n <- c(5, 19, 21, 60, 100, 12, 33, 49, 9, 27)[(set - 241) %/% 6 + 1]
  if (set %in% c(295, 298)) n <- 300
  r <- one_set(set, kind, n); head <- union(head, names(r))
  rows[[set]] <- list(kind = kind, n = n, r = r)
}
tolerance <- function(p) if (p == "normality.w") 1e-6 else if (p == "normality.p") 1e-4 else
  if (grepl("effect_sizes.d_.*ci|wilcoxon.ci|detectable|bf10", p)) 1e-6 else 1e-8
cat("kind,n,", paste(head, collapse = ","), "\n", sep = "")
cat("tolerance,,", paste(sapply(head, tolerance), collapse = ","), "\n", sep = "")
for (row in rows) {
  value <- sapply(head, function(h) { v <- row$r[[h]]
    if (is.null(v) || identical(v, "-")) "-" else if (is.na(v)) "null" else sprintf("%.9g", as.numeric(v)) })
  cat(row$kind, ",", row$n, ",", paste(value, collapse = ","), "\n", sep = "")
}
