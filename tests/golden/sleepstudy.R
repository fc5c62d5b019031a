# Run from the project's root:  Rscript tests/golden/sleepstudy.R
# Writes sleepstudy.csv (Belenky et al. 2003, J Sleep Res 12:1-12, as in R's lme4: 18 subjects x 10 days) and
# sleepstudy_numbers.csv: lmer, lmerTest's Satterthwaite df, pbkrtest's Kenward-Roger df, clubSandwich's CR2.
suppressMessages({library(lme4); library(lmerTest); library(pbkrtest); library(clubSandwich)})
source("tests/golden/numbers.R")

data(sleepstudy, package = "lme4")
d <- data.frame(subject = as.character(sleepstudy$Subject), day = sleepstudy$Days,
                reaction = sleepstudy$Reaction)
stopifnot(all(abs(d$reaction - round(d$reaction, 4)) < 1e-9))
d$reaction <- round(d$reaction, 4)
write_data(d, "sleepstudy.csv")
d$subject <- factor(d$subject)

# Nelder-Mead and bobyqa stop at about 1e-7; the optimum is polished from their end until nothing moves.
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 2e-3, rhoend = 1e-10, maxfun = 1e5))
fit_twice <- function(reml) {
  first <- lme4::lmer(reaction ~ day + (day | subject), d, REML = reml)
  lme4::lmer(reaction ~ day + (day | subject), d, REML = reml, start = getME(first, "theta"), control = tight)
}

for (reml in c(TRUE, FALSE)) {
  model <- if (reml) "lmer_reml" else "lmer_ml"
  fit <- fit_twice(reml)
  beta <- setNames(fixef(fit), c("intercept", "day"))
  keep("sleepstudy", model, "beta", beta)
  keep("sleepstudy", model, "se", setNames(sqrt(diag(as.matrix(vcov(fit)))), names(beta)))
  keep_spread("sleepstudy", model, matrix(as.numeric(VarCorr(fit)$subject), 2), sigma(fit))
  if (reml) keep("sleepstudy", model, "criterion", REMLcrit(fit))
  keep("sleepstudy", model, "loglik", as.numeric(logLik(fit)))
  keep("sleepstudy", model, "aic", AIC(fit))
  keep("sleepstudy", model, "bic", BIC(fit))
  # each subject's own level and slope (deviations) with conditional standard deviations
  own <- ranef(fit, condVar = TRUE)$subject
  spread <- attr(own, "postVar")
  keep("sleepstudy", model, "blup_intercept", own[[1]], rownames(own))
  keep("sleepstudy", model, "blup_slope", own[[2]], rownames(own))
  keep("sleepstudy", model, "blup_sd_intercept", sqrt(spread[1, 1, ]), rownames(own))
  keep("sleepstudy", model, "blup_sd_slope", sqrt(spread[2, 2, ]), rownames(own))
}

L <- contrasts_of(c("intercept", "day"), "intercept", "day", 8)
fit <- fit_twice(TRUE)
keep_cr2("sleepstudy", "lmer_reml", fit, L)
tested <- lmerTest::as_lmerModLmerTest(fit)
for (ddf in c("Satterthwaite", "Kenward-Roger")) {
  told <- t(apply(L, 1, function(l)
    unlist(lmerTest::contest1D(tested, l, ddf = ddf)[c("Std. Error", "df")])))
  name <- if (ddf == "Satterthwaite") "satterthwaite" else "kenward_roger"
  keep("sleepstudy", "lmer_reml", paste0("se_", name), told[, 1], rownames(L))
  keep("sleepstudy", "lmer_reml", paste0("df_", name), told[, 2], rownames(L))
}

ols <- lm(reaction ~ day, d)
keep("sleepstudy", "ols", "beta", setNames(coef(ols), c("intercept", "day")))
keep_cr2("sleepstudy", "ols", ols, L, d$subject)

keep_versions("lme4", "lmerTest", "pbkrtest", "clubSandwich")
write_numbers("sleepstudy_numbers.csv")
