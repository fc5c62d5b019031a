# Makes hc2_satterthwaite.csv: difference between two arms adjusted for a covariate, one row a person;
# HC2 standard error and Bell-McCaffrey (Satterthwaite) df under an identity working covariance, which is
# clubSandwich's CR2 with every person a cluster of one. Run: Rscript hc2_satterthwaite.R
library(clubSandwich)
# people.csv: four made-up data sets (3 v 3, 4 v 8, 12 v 12, 5 v 20; treated noise twice as large), two decimals.
people <- read.csv("people.csv")
rows <- lapply(split(people, people$set), function(d) {
  fit <- lm(y ~ treated + x, data = d)
  test <- coef_test(fit, vcov = "CR2", cluster = seq_len(nrow(d)), test = "Satterthwaite")
  data.frame(set = d$set[1], estimate = test$beta[2], se = test$SE[2], df = test$df_Satt[2])
})
out <- do.call(rbind, rows)
out[-1] <- lapply(out[-1], function(v) sprintf("%.12g", v))
write.csv(out, "hc2_satterthwaite.csv", row.names = FALSE, quote = FALSE)
