using Lab.Calibration.SpinDiodes;
using Lab.Calibration.WeightTunings;
using Lab.Quantities;

namespace Lab.Calibration.Twins;

/// <summary>A spectrum of a junction and its fit.</summary>
/// <param name="Source">The run it comes from.</param>
/// <param name="Line">Current in the field line.</param>
/// <param name="Field">Perpendicular field; <see langword="null"/> where the run left the magnet as it was.</param>
/// <param name="FrequencyHertz">Frequencies, Hz, shape [point].</param>
/// <param name="PowerWatts">Powers at the junction, W, shape [point].</param>
/// <param name="Volts">Voltages as read, V, shape [point].</param>
/// <param name="Seconds">Bench time, s, shape [point].</param>
/// <param name="Fit">The fit of this spectrum alone.</param>
public sealed record MeasuredSpectrum(
    string Source, Current Line, MagneticField? Field, double[] FrequencyHertz, double[] PowerWatts, double[] Volts,
    double[] Seconds, SpinDiodeFitResult Fit)
{
    /// <summary>Standard uncertainty that the field gives the resonance, Hz; 0 where field or slope is not known. The gaussmeter
    /// errs alike in all spectra, so it widens what is fitted to them and not each by itself.</summary>
    public double FieldHertz { get; init; }

    /// <summary>Relative standard uncertainty of the power at the junction, which errs alike in all spectra.</summary>
    public double PowerRelative { get; init; }

    /// <summary>The fit of all spectra and V(P) of the run together, where the run measured both; <see langword="null"/>
    /// elsewhere. It knows the nonlinearity, which a spectrum at one power does not tell.</summary>
    public TunedJunction? Tuned { get; init; }

    /// <summary>Index of this spectrum among those of <see cref="Tuned"/>.</summary>
    public int Visit { get; init; }
}
