# Shapiro-Wilk, binomial intervals, sign test and adjusted p values from R's
# own functions; small_statistics.csv is what R 4.2 printed.
options(digits = 15)
say <- function(what, ...) cat(what, ..., sep = ",", fill = FALSE)
line <- function(what, x) cat(what, ",", paste(format(x, digits = 15), collapse = ","), "\n", sep = "")

# x_i = (a i i + b i + c) mod m, i = 1..n, squared and halved where `power`
x <- function(n, a, b, c, m) { i <- as.numeric(1:n); (a * i * i + b * i + c) %% m }
for (s in list(c(3,1,3,1,17), c(3,0,1,0,100), c(4,1,3,1,17), c(5,1,3,1,17),
               c(6,1,3,1,17), c(11,1,3,1,17), c(12,1,3,1,17), c(20,3,5,2,31),
               c(20,0,1,0,5), c(50,7,11,3,101), c(500,7,11,3,101),
               c(5000,7,11,3,1009))) {
  v <- x(s[1], s[2], s[3], s[4], s[5])
  for (kind in 1:2) {
    y <- if (kind == 1) v else exp(v / s[5] * 2)
    t <- shapiro.test(y)
    line(paste0("shapiro,", paste(s, collapse = ","), ",", kind),
         c(unname(t$statistic), t$p.value))
  }
}
sleep_d <- with(sleep, extra[group == 2] - extra[group == 1])
t <- shapiro.test(sleep_d); line("shapiro,sleep", c(unname(t$statistic), t$p.value))

for (s in list(c(0,10), c(27,40), c(10,10), c(1,1), c(0,1), c(2117,5896), c(3056,5896),
               c(617,5896), c(1569,5896), c(1,700000))) {
  for (level in c(.95, .998)) {
    w <- suppressWarnings(prop.test(s[1], s[2], conf.level = level, correct = FALSE)$conf.int)
    line(paste0("share,", s[1], ",", s[2], ",", level), w)
  }
}
for (s in list(c(1,0), c(5,5), c(9,2), c(10,0), c(30,30), c(40,21), c(61,0), c(60,0),
               c(500,430), c(900,300), c(350500,349500), c(352000,348000)))
  line(paste0("sign,", s[1], ",", s[2]), binom.test(s[1], s[1] + s[2])$p.value)
p <- c(.52, .12, .0001, .03, .14)
for (m in c("holm", "hochberg", "BH")) line(paste0("adjust,", m), p.adjust(p, m))
q <- c(.012, .020, NA, .30)
for (m in c("holm", "hochberg", "BH")) line(paste0("adjust4,", m), p.adjust(q, m, n = 4))
# Hall's 1992 transformation of t in its closed form, a cube: skewed,t,df,n,G1
for (s in list(c(2.5,39,40,-.9), c(2.5,39,40,.9), c(-3.1,99,100,1.4), c(2.2,29,30,0),
               c(60,29,30,-3), c(.3,5,6,-1)))
  line(paste0("skewed,", paste(s, collapse = ",")), {
    g <- s[4] / sqrt(s[3])
    moved <- if (g == 0) s[1] else ((1 + g * s[1] / 3)^3 - 1) / g + g / 6
    2 * pt(-abs(moved), s[2]) })
# and its standard error, from the variance of G1 (Fisher 1930)
for (n in c(3, 30, 200)) line(paste0("skewness_se,", n), sqrt(6 * n * (n - 1) / (n - 2) / (n + 1) / (n + 3)))
