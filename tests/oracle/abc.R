# The ABC interval (DiCiccio and Efron 1992) of mean change and d_av by R's
# boot::abc.ci, which differentiates numerically over single people.
# Prints abc.csv: set, statistic, lo, hi at the plain 95% level.
library(boot)
sets <- list(
  A = list(pre = c(30,34,28,37,31,33,29,36,32,35,24,33),
           post = c(32,34,32,36,32,36,31,36,37,32,26,34)),
  B = list(pre = c(14,9,17,6,11,20,3,12,8,15,10,5,18,7,13,16),
           post = c(11,9,11,5,9,16,3,13,8,12,9,4,16,7,11,16)),
  C = list(pre = c(2.1,3.4,1.3,4.0,2.7,3.1,2.2,3.8),
           post = c(2.4,3.6,1.0,4.3,2.7,3.6,2.4,3.9)))
wmean <- function(x, w) sum(w * x) / sum(w)
change <- function(d, w) wmean(d$post - d$pre, w)
# d_av with the divisor n - 1, as a function of weights
d_av <- function(d, w) {
  n <- nrow(d)
  v <- function(x) (wmean(x^2, w) - wmean(x, w)^2) * n / (n - 1)
  change(d, w) / sqrt((v(d$pre) + v(d$post)) / 2)
}
cat("set,statistic,lo,hi\n")
for (s in names(sets)) {
  d <- as.data.frame(sets[[s]])
  for (f in c("change", "d_av")) {
    ci <- abc.ci(d, get(f), conf = .95, eps = .001)
    cat(sprintf("%s,%s,%.10g,%.10g\n", s, f, ci[2], ci[3]))
  }
}
