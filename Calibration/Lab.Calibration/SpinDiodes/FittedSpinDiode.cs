using Lab.Calibration.Noise;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.SpinDiodes;

/// <summary>A structure of terms with its best parameters.</summary>
/// <param name="Model">The terms at the points; its left-out points are those of the fit.</param>
/// <param name="Parameters">The parameters.</param>
/// <param name="Solution">Noise and covariance at the parameters.</param>
/// <param name="Converged">Whether the parameters settled.</param>
internal sealed record FittedSpinDiode(SpinDiodeModel Model, double[] Parameters, DriftSolution Solution, bool Converged)
{
    private Misfit? misfit;

    /// <summary>Residuals of the fit.</summary>
    public Misfit Misfit => misfit ??= Misfit.Of(this);

    /// <summary>Whether all that is left is rounding.</summary>
    public bool IsExact => Math.Sqrt(Solution.WhiteVariance) < SpinDiodeRefinement.SmallestNoise * Model.Spectrum.RangeVolts;

    /// <summary>Whitened residuals, shape [used point].</summary>
    public required double[] Whitened { get; init; }

    /// <summary>Minus twice the logarithm of the largest likelihood, up to a constant of the readings.</summary>
    public required double Criterion { get; init; }

    /// <summary>The criterion with the price of the parameters.</summary>
    public double Evidence => Criterion + SpinDiodeRefinement.PriceOf(Model.Structure, Model.Spectrum);

    /// <summary>By how much the last terms of the background, which hide in the noise, moved the parameters of the lines, shape
    /// [parameter]; null where there are none. The terms that were left out may move them as far.</summary>
    public double[]? MovedByHiddenTerms { get; init; }

    /// <summary>The fit with uncertainties that allow for what is not known of the size of the walk, for a level that scatters,
    /// and for the terms that were left out.</summary>
    public FittedSpinDiode WithAllUncertainties()
    {
        FittedSpinDiode averaged = this with
        {
            Solution = DriftRegression.OverRatios(
                Model.Jacobian(Parameters), Model.Residuals(Parameters)!, Model.UsedSeconds, Solution),
        };
        Matrix<double> covariance = averaged.Solution.Covariance;
        if (LevelScatter.CovarianceOf(averaged) is { } scatter)
        {
            covariance += scatter;
        }

        if (MovedByHiddenTerms is { } moved)
        {
            Vector<double> apart = Vector<double>.Build.Dense(covariance.RowCount, k => k < moved.Length ? moved[k] : 0);
            covariance += apart.OuterProduct(apart);
        }

        return averaged with { Solution = averaged.Solution with { Covariance = covariance } };
    }
}
