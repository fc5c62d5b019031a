# Run from the project's root, after answers.py:  Rscript tests/golden/answers.R
# Writes answers_numbers.csv: clubSandwich's CR2 with Satterthwaite df on the same answers.
# All with one row a set: independence, lm; exchangeable, gls with compound symmetry fixed at 0.15; courses, lm
# with a level for every person and routine.
library(nlme)
library(clubSandwich)
sessions <- read.csv("tests/golden/answers.csv")
sessions$stretch <- interaction(sessions$person, sessions$treated, drop = TRUE)
each <- sessions[rep(seq_len(nrow(sessions)), sessions$sets), ]
each$y <- unlist(mapply(function(h, n) c(rep(100, h), rep(0, n - h)), sessions$hip, sessions$sets))
each$who <- factor(each$person)
tell <- function(model, fit, cluster, coefs) {
  test <- coef_test(fit, vcovCR(fit, cluster = cluster, type = "CR2"), test = "Satterthwaite", coefs = coefs)
  data.frame(model = model, quantity = rep(c("beta", "se_cr2", "df_cr2"), each = length(coefs)), term = coefs,
             value = c(test$beta, test$SE, test$df_Satt))
}
asked <- c("treated", "before")
plain <- lm(y ~ treated + before, each)
alike <- gls(y ~ treated + before, each, correlation = corCompSymm(0.15, form = ~ 1 | who, fixed = TRUE))
courses <- lm(y ~ 0 + stretch + session, each)
numbers <- rbind(
  tell("independence", plain, each$who, asked),
  tell("exchangeable", alike, each$who, asked),
  tell("courses", courses, each$who, "session"))
numbers$value <- signif(numbers$value, 12)
versions <- data.frame(model = "versions", quantity = c("R", "nlme", "clubSandwich"), term = c(
  as.character(getRversion()), as.character(packageVersion("nlme")), as.character(packageVersion("clubSandwich"))),
  value = NA)
write.csv(rbind(numbers, versions), "tests/golden/answers_numbers.csv", row.names = FALSE, quote = FALSE)
