# Run from the project's root:  Rscript tests/golden/days_within.R
# Writes days_within.csv (12 made-up people, 60 days, a fifth missing; a score explained by x1 and x2 beside
# every person's own level and trend) and days_within_numbers.csv: what nlme::gls with corCAR1 and lm give
# for the two coefficients, and clubSandwich's CR2 with Satterthwaite df on both.
library(nlme)
library(clubSandwich)
set.seed(20260105)
people <- 12
days <- 60
frame <- expand.grid(day = seq_len(days) - 1, person = seq_len(people))
memory <- unlist(lapply(seq_len(people), function(i) as.numeric(arima.sim(list(ar = 0.5), days))))
frame$x1 <- rbinom(nrow(frame), 1, 0.3)
frame$x2 <- round(rnorm(nrow(frame)), 2)
frame$score <- round(rnorm(people)[frame$person] + 0.02 * frame$day + 0.4 * frame$x1 + memory, 2)
frame <- frame[runif(nrow(frame)) > 0.2, c("person", "day", "x1", "x2", "score")]
write.csv(frame, "tests/golden/days_within.csv", row.names = FALSE, quote = FALSE)

frame$who <- factor(frame$person)
frame$week <- (frame$day - 30) / 7
asked <- c("x1", "x2")
# gls stops about 6e-5 short of the best rho (4e-9 of the log-likelihood), so that it is sought from outside
at <- function(rho) gls(score ~ 0 + who + who:week + x1 + x2, frame, method = "REML",
                        correlation = corCAR1(rho, form = ~ day | who, fixed = TRUE))
rho <- optimize(function(rho) as.numeric(logLik(at(rho))), c(0.4, 0.65), maximum = TRUE, tol = 1e-9)$maximum
ar <- at(rho)
plain <- lm(score ~ 0 + who + who:week + x1 + x2, frame)
tell <- function(model, fit) {
  test <- coef_test(fit, vcovCR(fit, cluster = frame$who, type = "CR2"), test = "Satterthwaite", coefs = asked)
  data.frame(model = model, quantity = rep(c("beta", "se_cr2", "df_cr2"), each = 2), term = asked,
             value = c(test$beta, test$SE, test$df_Satt))
}
numbers <- rbind(
  tell("ar1", ar), tell("independent", plain),
  data.frame(model = "ar1", quantity = c("rho", "sigma"), term = "",
             value = c(rho, ar$sigma)))
numbers$value <- signif(numbers$value, 12)
versions <- data.frame(model = "versions", quantity = c("R", "nlme", "clubSandwich"), term = c(
  as.character(getRversion()), as.character(packageVersion("nlme")), as.character(packageVersion("clubSandwich"))),
  value = NA)
write.csv(rbind(numbers, versions), "tests/golden/days_within_numbers.csv", row.names = FALSE, quote = FALSE)
