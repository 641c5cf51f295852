using Lab.Calibration.Noise;

namespace Lab.Calibration.SpinDiodes;

/// <summary>A structure of terms with its best parameters.</summary>
/// <param name="Model">The terms at the points; its left-out points are those of the fit.</param>
/// <param name="Parameters">The parameters.</param>
/// <param name="Solution">Noise and covariance at the parameters.</param>
/// <param name="Converged">Whether the parameters settled.</param>
internal sealed record FittedSpinDiode(SpinDiodeModel Model, double[] Parameters, DriftSolution Solution, bool Converged)
{
    /// <summary>Whitened residuals, shape [used point].</summary>
    public required double[] Whitened { get; init; }

    /// <summary>Minus twice the logarithm of the largest likelihood, up to a constant of the readings.</summary>
    public required double Criterion { get; init; }

    /// <summary>The criterion with the price of the parameters (Schwarz 1978, doi:10.1214/aos/1176344136).</summary>
    public double Evidence => Criterion + (Model.Structure.Count * Math.Log(Model.Spectrum.Count));
}
