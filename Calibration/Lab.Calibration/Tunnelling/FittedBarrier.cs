using Lab.Models.Junctions;
using Lab.Quantities;

namespace Lab.Calibration.Tunnelling;

/// <summary>The barrier and the resistance-area product that a fit and the junction's diameter tell.</summary>
/// <param name="ResistanceArea">Resistance of an area without bias in the parallel state, Ω·m².</param>
/// <param name="HeightVolts">Mean height of the barrier, V.</param>
/// <param name="WidthMeters">Its width, m.</param>
/// <param name="AsymmetryVolts">The difference of its heights at both sides, V.</param>
public sealed record FittedBarrier(
    Estimate ResistanceArea, Estimate HeightVolts, Estimate WidthMeters, Estimate AsymmetryVolts)
{
    /// <summary>A curvature that is not known to this many standard uncertainties tells no barrier.</summary>
    private const double Resolved = 3;

    /// <summary>The relative step of the derivatives.</summary>
    private const double Step = 1e-5;

    /// <summary>Area of a disc and how well it is known, m².</summary>
    /// <param name="diameter">Its diameter.</param>
    /// <param name="uncertainty">Standard uncertainty of the diameter.</param>
    public static Estimate AreaOf(Length diameter, Length uncertainty)
    {
        double area = Math.PI * diameter.Meters * diameter.Meters / 4;
        return new Estimate(area, 2 * area * (uncertainty / diameter));
    }

    /// <summary>The resistance of an area, Ω·m².</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="area">The area, m².</param>
    public static Estimate ResistanceAreaOf(TunnelFitResult fit, Estimate area)
    {
        ArgumentNullException.ThrowIfNull(fit);
        double product = area.Value / fit.ConductanceSiemens.Value;
        double relative = double.Hypot(
            area.StandardUncertainty / area.Value, fit.ConductanceSiemens.StandardUncertainty / fit.ConductanceSiemens.Value);
        return new Estimate(product, Math.Abs(product) * relative);
    }

    /// <summary>The barrier by Brinkman's coefficients.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="area">The area, m².</param>
    /// <param name="failure">Why there is none, in words; <see langword="null"/> where there is.</param>
    public static FittedBarrier? Of(TunnelFitResult fit, Estimate area, out string? failure)
    {
        ArgumentNullException.ThrowIfNull(fit);
        Estimate bend = fit.QuadraticPerSquareVolt;
        if (!(bend.Value > Resolved * bend.StandardUncertainty))
        {
            failure = $"The conductance does not bend with the bias, b = {bend} 1/V²: height and width of the barrier stay "
                + "unknown. Go to larger currents, as far as the junction bears them.";
            return null;
        }

        double[] at = [fit.ConductanceSiemens.Value, fit.LinearPerVolt.Value, bend.Value, area.Value];
        if (BarrierOf(at) is not { } middle)
        {
            failure = "No rectangular barrier of a free electron has this curvature and this resistance of its area: check the "
                + "diameter; pinholes and spin filtering bend the conductance as well.";
            return null;
        }

        double[][] derivatives = new double[at.Length][];
        for (int i = 0; i < at.Length; i++)
        {
            double step = Step * (at[i] == 0 ? 1 : Math.Abs(at[i]));
            double[] up = [.. at.Select((value, k) => k == i ? value + step : value)];
            double[] down = [.. at.Select((value, k) => k == i ? value - step : value)];
            double[] above = BarrierOf(up) ?? middle;
            double[] below = BarrierOf(down) ?? middle;
            derivatives[i] = [.. above.Zip(below, (a, b) => (a - b) / (2 * step))];
        }

        Estimate Known(int k)
        {
            double variance = Math.Pow(derivatives[3][k] * area.StandardUncertainty, 2);
            for (int i = 0; i < 3; i++)
            {
                for (int j = 0; j < 3; j++)
                {
                    variance += derivatives[i][k] * fit.Covariance[i][j] * derivatives[j][k];
                }
            }

            return new Estimate(middle[k], Math.Sqrt(variance));
        }

        failure = null;
        return new FittedBarrier(ResistanceAreaOf(fit, area), Known(0), Known(1), Known(2));
    }

    private static double[]? BarrierOf(double[] at) =>
        TunnelBarrier.OfCoefficients(at[1], at[2], at[3] / at[0]) is { } barrier
            ? [barrier.Height.Volts, barrier.Width.Meters, barrier.Asymmetry.Volts]
            : null;
}
