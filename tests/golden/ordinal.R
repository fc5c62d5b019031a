# Run from the project's root, after ordinal.py:  Rscript tests/golden/ordinal.R
# Writes ordinal_numbers.csv: ordinal::clm's proportional-odds model of the scores, and of two plain logits of
# score >= cut (glm); CR0 is the sandwich of the scores summed by person (estfun of sandwich by hand).
library(ordinal)
days <- read.csv("tests/golden/ordinal.csv")
days$week <- days$day / 7
days$level <- factor(days$score, ordered = TRUE)
fit <- clm(level ~ treated * week + before, data = days, link = "logit",
           control = clm.control(gradTol = 1e-10, maxIter = 200))
tell <- function(model, quantity, values) {
  data.frame(model = model, quantity = quantity, term = names(values), value = signif(values, 12))
}
se <- sqrt(diag(vcov(fit)))
numbers <- rbind(tell("clm", "estimate", coef(fit)), tell("clm", "se", se),
                 tell("clm", "log_likelihood", c(all = as.numeric(logLik(fit)))))
# each person's gradient, by central differences of the log-likelihood that clm maximises
x <- model.matrix(~ treated * week + before, days)[, -1]
place <- as.integer(days$level)
each <- function(par) {
  theta <- c(-Inf, par[seq_len(nlevels(days$level) - 1)], Inf)
  eta <- as.vector(x %*% par[-seq_len(nlevels(days$level) - 1)])
  log(plogis(theta[place + 1] - eta) - plogis(theta[place] - eta))
}
par <- c(coef(fit)[seq_len(nlevels(days$level) - 1)], coef(fit)[colnames(x)])
step <- 1e-5
gradient <- sapply(seq_along(par), function(j) {
  up <- down <- par
  up[j] <- up[j] + step
  down[j] <- down[j] - step
  rowsum((each(up) - each(down)) / (2 * step), days$person)
})
bread <- vcov(fit)[names(par), names(par)]
robust <- sqrt(diag(bread %*% crossprod(gradient) %*% bread))
numbers <- rbind(numbers, tell("clm", "se_cr0", setNames(robust, names(par))))
for (cut in c(3, 5)) {
  plain <- glm(score >= cut ~ treated * week + before, binomial, days, control = list(epsilon = 1e-14))
  numbers <- rbind(numbers, tell(paste0("cut_", cut), "estimate", coef(plain)[-1]),
                   tell(paste0("cut_", cut), "se", sqrt(diag(vcov(plain)))[-1]))
}
versions <- data.frame(model = "versions", quantity = c("R", "ordinal"),
                       term = c(as.character(getRversion()), as.character(packageVersion("ordinal"))), value = NA)
write.csv(rbind(numbers, versions), "tests/golden/ordinal_numbers.csv", row.names = FALSE, quote = FALSE)
