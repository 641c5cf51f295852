using MathNet.Numerics.LinearAlgebra;
using static Lab.Calibration.SpinDiodes.SpinDiodeStructure;

namespace Lab.Calibration.SpinDiodes;

/// <summary>The voltage beside a line in proportion to power: rectification, or the trace of a loss that depends on
/// frequency.</summary>
/// <param name="VoltsPerWatt">Its size at the resonance.</param>
/// <param name="ExcessVoltsPerWatt">The part of it that cannot be the noise of the fit.</param>
/// <param name="LossRatio">The largest part of the power by which the loss would have to vary over the sweep to look like it;
/// zero where nothing shows.</param>
/// <param name="Shows">Whether it stands above its uncertainty.</param>
/// <remarks>With the loss 1 + s(f − f_res) the antisymmetric part of a line leaves s·βξ_A flat beside it. One sweep cannot tell
/// the two apart, so what follows from either is uncertain by the difference.</remarks>
internal sealed record Background(double VoltsPerWatt, double ExcessVoltsPerWatt, double LossRatio, bool Shows)
{
    // Square of the distance from zero in uncertainties, for one term and for each further one. Noise reaches it in 1 of 3000
    // fits.
    private const double FirstTermShows = 12.9;
    private const double FurtherTermShows = 3;

    // Square of the size in uncertainties up to which a background may be the noise of the fit, which its errors hold already.
    private const double NoiseOfTerms = 4;

    /// <summary>The background of a line of a fit; null where the fit has none.</summary>
    public static Background? Of(FittedSpinDiode fit, SpinDiodeReading line)
    {
        SpinDiodeModel model = fit.Model;
        SpinDiodeSpectrum spectrum = model.Spectrum;
        SpinDiodeReading[] outside = [.. Enumerable.Range(0, model.Structure.Modes)
            .Select(mode => new SpinDiodeReading(fit, mode)).Where(each => !each.IsInside)];
        if (model.Structure.Background == 0 && outside.Length == 0)
        {
            return null;
        }

        double resonance = line.ResonanceFrequency.Value;
        double At(double hertz)
        {
            double volts = TermsAt(fit, hertz).Value;
            foreach (SpinDiodeReading each in outside)
            {
                int first = model.Structure.First(each.Mode);
                (double symmetric, double antisymmetric) =
                    SpinDiodeSearch.Shapes(hertz, 1, fit.Parameters[first + Resonance], fit.Parameters[first + Linewidth]);
                volts += (symmetric * fit.Parameters[first + Symmetric])
                    + (antisymmetric * fit.Parameters[first + Antisymmetric]);
            }

            return volts;
        }

        double perLoss = Math.Tau / line.Rectification.Value;
        double Loss(double hertz) => Math.Abs(At(hertz) * (hertz - resonance) * perLoss);
        bool shows = outside.Length > 0 || model.Structure.Background > spectrum.FewestBackground || Shown(fit);
        double size = At(resonance);
        double noise = TermsAt(fit, resonance).StandardUncertainty;
        return new Background(
            size,
            Math.CopySign(Math.Sqrt(Math.Max((size * size) - (NoiseOfTerms * noise * noise), 0)), size),
            shows ? Math.Max(Loss(spectrum.LowestHertz), Loss(spectrum.HighestHertz)) : 0,
            shows);
    }

    /// <summary>The terms of the background at a frequency, per watt.</summary>
    public static Estimate TermsAt(FittedSpinDiode fit, double hertz)
    {
        SpinDiodeStructure structure = fit.Model.Structure;
        double value = 0;
        double variance = 0;
        for (int j = 0; j < structure.Background; j++)
        {
            double slope = fit.Model.BackgroundTerm(j, hertz);
            value += slope * fit.Parameters[structure.FirstBackground + j];
            for (int k = 0; k < structure.Background; k++)
            {
                variance += slope * fit.Model.BackgroundTerm(k, hertz)
                    * fit.Solution.Covariance[structure.FirstBackground + j, structure.FirstBackground + k];
            }
        }

        return new Estimate(value, Math.Sqrt(Math.Max(variance, 0)));
    }

    private static bool Shown(FittedSpinDiode fit)
    {
        SpinDiodeStructure structure = fit.Model.Structure;
        int count = structure.Background;
        if (count == 0 || fit.IsExact)
        {
            return false;
        }

        Matrix<double> covariance = fit.Solution.Covariance.SubMatrix(
            structure.FirstBackground, count, structure.FirstBackground, count);
        Vector<double> terms = Vector<double>.Build.Dense(count, k => fit.Parameters[structure.FirstBackground + k]);
        double distance = terms.DotProduct(covariance.LU().Solve(terms));
        return distance > FirstTermShows + ((count - 1) * FurtherTermShows);
    }
}
