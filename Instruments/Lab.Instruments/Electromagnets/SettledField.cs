using Lab.Quantities;

namespace Lab.Instruments.Electromagnets;

/// <summary>The field that is there after a magnet has settled.</summary>
/// <param name="Field">The measured field.</param>
/// <param name="Uncertainty">Its standard uncertainty: that of the mean of the readings, their drift,
/// and what the gaussmeter does not know.</param>
public readonly record struct SettledField(MagneticField Field, MagneticField Uncertainty)
{
    /// <summary>The part of the uncertainty that is a relative error of the scale, common to all fields of the magnet: a slope
    /// with the field is wrong by it, however many fields are averaged.</summary>
    public double ScaleUncertainty { get; init; }

    /// <summary>The change of the field by the smallest change of the supply's current, as far as it is known; zero where the
    /// tolerance is coarser. A field that is off by more than the tolerance is off by less than this.</summary>
    public MagneticField Resolution { get; init; }
}
