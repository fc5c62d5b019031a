# Run from the project's root, after cohorts.R:  Rscript tests/golden/mixed_models.R
# Writes mixed_numbers.csv: lme4::lmer (independent errors), nlme::lme with corCAR1, lm and nlme::gls, each
# with clubSandwich's CR2, on parallel.csv and switchers.csv. Time is in weeks; "horizon" is the difference
# between the programs 8 weeks after time zero (4 weeks after the switch).
suppressMessages({library(lme4); library(nlme); library(lmerTest); library(pbkrtest); library(clubSandwich)})
source("tests/golden/numbers.R")
source("tests/golden/designs.R")

# nlme by different optimisers, which must stop at the same place; the one with the highest likelihood stays.
# (nlme differentiates numerically: about 1e-6 of a standard error is what it can do.)
fit_lme <- function(set, reml) {
  shared <- list(tolerance = 1e-10, msTol = 1e-12, msMaxIter = 2000, maxIter = 500, niterEM = 100,
                 msMaxEval = 5000)
  ways <- list(list(opt = "nlminb"), list(opt = "nlminb", rel.tol = 1e-15, x.tol = 1e-12),
               list(opt = "optim"))
  fits <- lapply(ways, function(way) try(silent = TRUE, do.call(lme, list(
    as.formula(set$formula), set$frame, random = ~ week | person,
    correlation = corCAR1(.4, form = ~ day | person),
    method = if (reml) "REML" else "ML", control = do.call(lmeControl, c(shared, way))))))
  fits <- fits[!sapply(fits, inherits, "try-error")]  # "false convergence": nothing left to gain
  stopifnot(length(fits) >= 2)
  fits <- fits[order(sapply(fits, logLik), decreasing = TRUE)]
  se <- sqrt(diag(vcov(fits[[1]])))
  for (other in fits[-1]) {
    apart <- max(abs(fixef(fits[[1]]) - fixef(other)) / se)
    cat(sprintf("%s: logLik %.10f, %.1e below; beta differs by %.0e SE, rho by %.0e\n", set$name,
                logLik(fits[[1]]), logLik(fits[[1]]) - logLik(other), apart,
                abs(rho_of(fits[[1]]) - rho_of(other))))
  }
  fits[[1]]
}
rho_of <- function(fit) unname(coef(fit$modelStruct$corStruct, unconstrained = FALSE))

keep_lmer <- function(set, reml) {
  model <- if (reml) "lmer_reml" else "lmer_ml"
  formula <- as.formula(paste(set$formula, "+ (week | person)"))
  first <- lme4::lmer(formula, set$frame, REML = reml)
  fit <- lme4::lmer(formula, set$frame, REML = reml, start = getME(first, "theta"), control =
    lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 2e-3, rhoend = 1e-10, maxfun = 1e5)))
  names <- colnames(set$X)
  keep(set$name, model, "beta", setNames(fixef(fit), names))
  keep(set$name, model, "se", setNames(sqrt(diag(as.matrix(vcov(fit)))), names))
  keep_spread(set$name, model, matrix(as.numeric(VarCorr(fit)$person), 2), sigma(fit))
  keep(set$name, model, "loglik", as.numeric(logLik(fit)))
  keep(set$name, model, "aic", AIC(fit))
  keep(set$name, model, "bic", BIC(fit))
  if (!reml) return(invisible())
  keep_cr2(set$name, model, fit, set$L)
  tested <- lmerTest::as_lmerModLmerTest(fit)
  for (ddf in c("Satterthwaite", "Kenward-Roger")) {
    told <- t(apply(set$L, 1, function(l)
      unlist(lmerTest::contest1D(tested, l, ddf = ddf)[c("Std. Error", "df")])))
    name <- if (ddf == "Satterthwaite") "satterthwaite" else "kenward_roger"
    keep(set$name, model, paste0("se_", name), told[, 1], rownames(set$L))
    keep(set$name, model, paste0("df_", name), told[, 2], rownames(set$L))
  }
  own <- lme4::ranef(fit, condVar = TRUE)$person
  spread <- attr(own, "postVar")
  keep(set$name, model, "blup_intercept", own[[1]], rownames(own))
  keep(set$name, model, "blup_slope", own[[2]], rownames(own))
  keep(set$name, model, "blup_sd_intercept", sqrt(spread[1, 1, ]), rownames(own))
  keep(set$name, model, "blup_sd_slope", sqrt(spread[2, 2, ]), rownames(own))
}

keep_lme <- function(set, reml) {
  model <- if (reml) "lme_car1_reml" else "lme_car1_ml"
  fit <- fit_lme(set, reml)
  names <- colnames(set$X)
  keep(set$name, model, "beta", setNames(fixef(fit), names))
  # nlme inflates ML standard errors by sqrt(N / (N - p)); what the model says is without it
  shrink <- if (reml) 1 else sqrt((nrow(set$X) - ncol(set$X)) / nrow(set$X))
  keep(set$name, model, "se", setNames(summary(fit)$tTable[, "Std.Error"] * shrink, names))
  keep_spread(set$name, model, matrix(as.numeric(getVarCov(fit)), 2), sigma(fit))
  keep(set$name, model, "rho", rho_of(fit))
  keep(set$name, model, "loglik", as.numeric(logLik(fit)))
  keep(set$name, model, "aic", AIC(fit))
  keep(set$name, model, "bic", BIC(fit))
  if (!reml) return(invisible())
  keep_cr2(set$name, model, fit, set$L)
  own <- nlme::ranef(fit)
  keep(set$name, model, "blup_intercept", own[[1]], rownames(own))
  keep(set$name, model, "blup_slope", own[[2]], rownames(own))
}

keep_rest <- function(set) {
  names <- colnames(set$X)
  ols <- lm(as.formula(set$formula), set$frame)
  keep(set$name, "ols", "beta", setNames(coef(ols), names))
  keep_cr2(set$name, "ols", ols, set$L, set$frame$person)
  golden_frame <<- set$frame  # clubSandwich looks a gls fit's data up by name
  gls <- do.call(nlme::gls, list(as.formula(set$formula), quote(golden_frame), control =
    glsControl(tolerance = 1e-10, msTol = 1e-12), correlation = corCAR1(.4, form = ~ day | person)))
  keep(set$name, "gls_car1_reml", "beta", setNames(coef(gls), names))
  keep(set$name, "gls_car1_reml", "se", setNames(sqrt(diag(vcov(gls))), names))
  keep(set$name, "gls_car1_reml", "rho", rho_of(gls))
  keep(set$name, "gls_car1_reml", "loglik", as.numeric(logLik(gls)))
  keep_cr2(set$name, "gls_car1_reml", gls, set$L)
}

for (set in list(read_parallel(), read_switchers())) {
  for (reml in c(TRUE, FALSE)) {
    keep_lmer(set, reml)
    keep_lme(set, reml)
  }
  keep_rest(set)
}
keep_versions("lme4", "nlme", "lmerTest", "pbkrtest", "clubSandwich")
write_numbers("mixed_numbers.csv")
