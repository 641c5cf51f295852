using Lab.Benches.Samples;
using Lab.Calibration.Regression;
using Lab.Models.SpinDiodes;
using Lab.Modules.Truths;
using Lab.Protocols.WeightTuning;
using Lab.Quantities;

namespace Lab.Workbench.Validation;

/// <summary>The weight of a hidden junction at a tone, the slope of V(P) over the powers that are used, against the current in
/// its field line.</summary>
/// <remarks>The resonance follows the junction's tuning law, curvature included. Where the core is pinned or passes grains, it
/// is the law of a
/// core that is free.</remarks>
internal sealed class HiddenWeight
{
    private const double StepInLinewidths = 0.01;
    private const double ReachInLinewidths = 4;

    private readonly WeightTuningSettings settings;
    private readonly SpinDiode diode;
    private readonly JunctionDefinition junction;
    private readonly double teslaPerAmpere;
    private readonly MagneticField perpendicular;
    private readonly MagneticField stray;
    private readonly double shift;
    private readonly double heatingPerSquareAmpere;

    /// <summary>Describes the weight.</summary>
    /// <param name="settings">Tone and powers.</param>
    /// <param name="sample">The sample of the seed.</param>
    /// <param name="line">The line that is fed.</param>
    /// <param name="hidden">The state of the stage.</param>
    /// <param name="beside">By how much the field for which results are stated lies above that which is there.</param>
    public HiddenWeight(
        WeightTuningSettings settings, SampleDefinition sample, FieldLineDefinition line, HiddenState hidden,
        MagneticField beside)
    {
        this.settings = settings;
        diode = hidden.Diodes[0];
        junction = sample.Junctions[0];

        // The mean shift contains what the line's own currents heat, which follows the current at each visit.
        heatingPerSquareAmpere = junction.Twin.Effects.LineHeatingPerWatt * line.Resistance.Ohms;
        shift = hidden.Shift - (heatingPerSquareAmpere * settings.Currents.Average(current => current.Amperes * current.Amperes));
        teslaPerAmpere = line.Conversion.TeslaPerAmpere * (line.Junction == junction.Name ? 1 : line.Leakage);
        if (sample.Magnet is { } magnet)
        {
            MagneticField whole = hidden.Field + beside;
            MagneticField along = whole * Math.Cos(magnet.Twin.Tilt.Radians);
            MagneticField across = whole * Math.Sin(magnet.Twin.Tilt.Radians);
            (perpendicular, stray) = magnet.IsInPlane ? (across, along) : (along, across);
        }
    }

    /// <summary>Shift of the resonance with the current at no current, Hz/A.</summary>
    public double HertzPerAmpere =>
        (junction.InPlaneSlope.HertzPerTesla + (2 * junction.InPlaneCurvatureHertzPerTeslaSquared * stray.Tesla))
            * teslaPerAmpere;

    /// <summary>Shift of the resonance with the square of the current, Hz/A².</summary>
    public double HertzPerSquareAmpere => (junction.InPlaneCurvatureHertzPerTeslaSquared * teslaPerAmpere * teslaPerAmpere)
        + (junction.ResonanceFrequency.Hertz * heatingPerSquareAmpere);

    /// <summary>The current of the zero that a weight without nonlinearity suggests, and the nearest one to it that the real
    /// weight has;
    /// <see langword="null"/> where there is none within a few linewidths.</summary>
    /// <returns>The current, A.</returns>
    public double? Zero()
    {
        // A weak tone has no weight ξ_S/ξ_A half widths below the resonance: f_tone = f_res(1 − α ξ_S/ξ_A).
        double ratio = diode.SymmetricWeight / diode.AntisymmetricWeight;
        double hertz = settings.Tone.Hertz / (1 - (diode.Damping * ratio));
        if (!(hertz > 0) || !double.IsFinite(hertz) || CurrentOf(hertz) is not { } guess)
        {
            return null;
        }

        double perAmpere = HertzPerAmpere + (2 * HertzPerSquareAmpere * guess);
        double step = Math.Abs(StepInLinewidths * diode.Damping * hertz / perAmpere);
        for (int i = 0; i <= ReachInLinewidths / StepInLinewidths; i++)
        {
            foreach (double side in (double[])[guess + (i * step), guess - (i * step)])
            {
                if (ZeroBetween(side - step, side + step) is { } zero)
                {
                    return zero;
                }
            }
        }

        return null;
    }

    /// <summary>Slope of the weight with the current, V/W/A.</summary>
    /// <param name="amperes">The current, A.</param>
    public double SlopeAt(double amperes)
    {
        double step = 1e-4 * diode.Linewidth.Hertz / Math.Abs(HertzPerAmpere + (2 * HertzPerSquareAmpere * amperes));
        return (WeightAt(amperes + step) - WeightAt(amperes - step)) / (2 * step);
    }

    private double WeightAt(double amperes)
    {
        SpinDiode moved = diode with { ResonanceFrequency = Frequency.FromHertz(HertzAt(amperes)) };
        return LineFit.Of(
            [.. settings.Powers.Select(power => power.Watts)],
            [.. settings.Powers.Select(power => moved.RectifiedVoltage(settings.Tone, power).Volts)]).Slope.Value;
    }

    private double HertzAt(double amperes)
    {
        double inPlane = stray.Tesla + (teslaPerAmpere * amperes);
        double hertz = (junction.ResonanceFrequency.Hertz * (1 + shift + (heatingPerSquareAmpere * amperes * amperes)))
            + (junction.PerpendicularSlope.HertzPerTesla * (perpendicular - junction.ReferenceField).Tesla)
            + (junction.InPlaneSlope.HertzPerTesla * inPlane)
            + (junction.InPlaneCurvatureHertzPerTeslaSquared * inPlane * inPlane);
        return Math.Max(hertz, 1); // far from its reference the law has no resonance, and the weight no zero there
    }

    /// <summary>The current, nearer to none, at which the resonance is at a frequency.</summary>
    private double? CurrentOf(double hertz)
    {
        double missing = hertz - HertzAt(0);
        double discriminant = (HertzPerAmpere * HertzPerAmpere) + (4 * HertzPerSquareAmpere * missing);
        double divisor = HertzPerAmpere + Math.CopySign(Math.Sqrt(Math.Max(0, discriminant)), HertzPerAmpere);
        return discriminant >= 0 && divisor != 0 ? 2 * missing / divisor : null;
    }

    // Where a folded line jumps, its weight changes sign without a zero.
    private double? ZeroBetween(double low, double high)
    {
        double atLow = WeightAt(low);
        double atHigh = WeightAt(high);
        if (Math.Sign(atLow) == Math.Sign(atHigh))
        {
            return null;
        }

        double scale = Math.Max(Math.Abs(atLow), Math.Abs(atHigh));
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Math.Sign(WeightAt(middle)) == Math.Sign(atLow) ? (middle, high) : (low, middle);
        }

        return Math.Abs(WeightAt(high) - WeightAt(low)) < 1e-3 * scale ? low : null;
    }
}
