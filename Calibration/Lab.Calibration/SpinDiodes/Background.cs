using static Lab.Calibration.SpinDiodes.SpinDiodeStructure;

namespace Lab.Calibration.SpinDiodes;

/// <summary>What stands beside a line in proportion to power: rectification, or the trace of a loss that depends on frequency.</summary>
/// <param name="VoltsPerWatt">Its size at the resonance.</param>
/// <param name="LossRatio">The largest part of the power by which the loss would have to vary over the sweep to look like it.</param>
/// <remarks>With the loss 1 + s(f − f_res) the antisymmetric part of a line leaves s·βξ_A flat beside it. One sweep cannot tell the two
/// apart, so what follows from either is uncertain by the difference.</remarks>
internal sealed record Background(double VoltsPerWatt, double LossRatio)
{
    /// <summary>The background of a line of a fit; null where there is none.</summary>
    public static Background? Of(FittedSpinDiode fit, SpinDiodeReading line)
    {
        SpinDiodeModel model = fit.Model;
        SpinDiodeSpectrum spectrum = model.Spectrum;
        SpinDiodeReading[] outside = [.. Enumerable.Range(0, model.Structure.Modes).Select(mode => new SpinDiodeReading(fit, mode)).Where(each => !each.IsInside)];
        if (model.Structure.Background == 0 && outside.Length == 0)
        {
            return null;
        }

        double resonance = line.ResonanceFrequency.Value;
        double At(double hertz)
        {
            double volts = 0;
            for (int k = 0; k < model.Structure.Background; k++)
            {
                volts += fit.Parameters[model.Structure.FirstBackground + k] * model.BackgroundTerm(k, hertz);
            }

            foreach (SpinDiodeReading each in outside)
            {
                int first = model.Structure.First(each.Mode);
                (double symmetric, double antisymmetric) =
                    SpinDiodeSearch.Shapes(hertz, 1, fit.Parameters[first + Resonance], fit.Parameters[first + Linewidth]);
                volts += (symmetric * fit.Parameters[first + Symmetric]) + (antisymmetric * fit.Parameters[first + Antisymmetric]);
            }

            return volts;
        }

        double perLoss = Math.Tau / line.Rectification.Value;
        double Loss(double hertz) => Math.Abs(At(hertz) * (hertz - resonance) * perLoss);
        return new Background(At(resonance), Math.Max(Loss(spectrum.LowestHertz), Loss(spectrum.HighestHertz)));
    }
}
