using Lab.Calibration.Noise;

namespace Lab.Calibration.SpinDiodes;

/// <summary>A structure of terms with its best parameters.</summary>
/// <param name="Model">The terms at the points; its left-out points are those of the fit.</param>
/// <param name="Parameters">The parameters.</param>
/// <param name="Solution">Noise and covariance at the parameters.</param>
/// <param name="Converged">Whether the parameters settled.</param>
internal sealed record FittedSpinDiode(SpinDiodeModel Model, double[] Parameters, DriftSolution Solution, bool Converged)
{
    private Misfit? misfit;

    /// <summary>What the fit leaves.</summary>
    public Misfit Misfit => misfit ??= Misfit.Of(this);

    /// <summary>Whether all that is left is rounding.</summary>
    public bool IsExact => Math.Sqrt(Solution.WhiteVariance) < SpinDiodeRefinement.SmallestNoise * Model.Spectrum.RangeVolts;

    /// <summary>Whitened residuals, shape [used point].</summary>
    public required double[] Whitened { get; init; }

    /// <summary>Minus twice the logarithm of the largest likelihood, up to a constant of the readings.</summary>
    public required double Criterion { get; init; }

    /// <summary>The criterion with the price of the parameters (Schwarz 1978, doi:10.1214/aos/1176344136).</summary>
    public double Evidence => Criterion + (Model.Structure.Count * Math.Log(Model.Spectrum.Count));

    /// <summary>The fit with uncertainties that allow for what is not known of the size of the walk.</summary>
    public FittedSpinDiode WithUnknownWalk() => this with
    {
        Solution = DriftRegression.OverRatios(Model.Jacobian(Parameters), Model.Residuals(Parameters)!, Model.UsedSeconds, Solution),
    };
}
