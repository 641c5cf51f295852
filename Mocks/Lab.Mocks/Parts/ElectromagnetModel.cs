using Lab.Benches.Samples;
using Lab.Mocks.Stages;
using Lab.Models.Junctions;

namespace Lab.Mocks.Parts;

/// <summary>
/// Coils and iron of an electromagnet on a supply in current mode: the supply's voltage limits how fast the current can
/// follow its set-point through the inductance, and the iron keeps a remanent field.
/// </summary>
/// <remarks>The regulated current follows within a few milliseconds [assumption]; the voltage V limits its slope to the range
/// (±V − IR)/L, whose solution is exponential, so that steps of any length agree. The iron adds B_r h to the coil's field, where
/// h relaxes to −1 while the current rises and to +1 while it falls, on the scale of the coercive current: the field lags behind
/// the current, and after a large current has come back to zero B_r remains. It is the simplest law of rate-independent
/// hysteresis that closes its loops (Duhem's form) [assumption].
/// With 2 B_r above the coils' field at the coercive current that law would let the field fall while the current rises, which no
/// iron does; there the field is c · play(I, B_r/c) with the coils' conversion c instead,
/// which keeps B_r at zero current as well.</remarks>
internal sealed class ElectromagnetModel(MagnetDefinition magnet)
{
    private const double RegulationSeconds = 5e-3;
    private const double StepSeconds = 1e-3;
    private const double SettledAmperes = 1e-12;

    // Half width of the play in current; null where the iron turns over smoothly.
    private readonly double? playAmperes = 2 * magnet.Remanence.Tesla
        > Math.Abs(magnet.Conversion.TeslaPerAmpere) * magnet.CoerciveCurrent.Amperes
        ? magnet.Remanence.Tesla / Math.Abs(magnet.Conversion.TeslaPerAmpere)
        : null;

    private double hysteresis;
    private double followedAmperes;
    private double seconds;
    private double slopeAmperesPerSecond;

    /// <summary>Current that flows, A.</summary>
    public double CurrentAmperes { get; private set; }

    /// <summary>Current that the supply regulates to, A.</summary>
    public double TargetAmperes { get; set; }

    /// <summary>The ramp that the supply makes by itself; <see langword="null"/> while its set-point stays.</summary>
    public RampedCurrent? Ramp { get; set; }

    /// <summary>Voltage that the supply has at most, of either sign, V.</summary>
    public double ComplianceVolts
    {
        get;
        set => field = Math.Abs(value);
    } = 20;

    /// <summary>Voltage across coils and leads, IR + L dI/dt, V.</summary>
    public double VoltageVolts =>
        (CurrentAmperes * magnet.Resistance.Ohms) + (magnet.Inductance.Henries * slopeAmperesPerSecond);

    /// <summary>Field in the gap, T.</summary>
    public double FieldTesla => playAmperes is null
        ? (magnet.Conversion.TeslaPerAmpere * CurrentAmperes) + (magnet.Remanence.Tesla * hysteresis)
        : magnet.Conversion.TeslaPerAmpere * followedAmperes;

    /// <summary>Told of the current as it changes, for a read-back that is slow;
    /// <see langword="null"/> where nothing asks for it.</summary>
    public RunningMean? Recorder { get; set; }

    /// <summary>Lets the current follow its set-point up to a time.</summary>
    public void AdvanceTo(double nowSeconds)
    {
        while (nowSeconds > seconds)
        {
            double step = Math.Min(StepSeconds, nowSeconds - seconds);
            seconds += step;
            double before = CurrentAmperes;
            TargetAmperes = Ramp?.At(seconds).Amperes ?? TargetAmperes;
            Follow(step);
            slopeAmperesPerSecond = (CurrentAmperes - before) / step;
            Recorder?.Add(seconds, CurrentAmperes);
            if (Math.Abs(CurrentAmperes - before) <= SettledAmperes && !(seconds < Ramp?.EndSeconds))
            {
                slopeAmperesPerSecond = 0;
                break; // at its set-point, or as near as the voltage allows
            }
        }

        seconds = nowSeconds;
        Recorder?.Add(seconds, CurrentAmperes);
    }

    private void Follow(double stepSeconds)
    {
        double wanted = (TargetAmperes - CurrentAmperes) * (1 - Math.Exp(-stepSeconds / RegulationSeconds));
        double resistance = magnet.Resistance.Ohms;

        // Change per volt that is left for the inductance; the limit of no resistance is t/L.
        double amperesPerVolt = resistance > 0
            ? (1 - Math.Exp(-stepSeconds * resistance / magnet.Inductance.Henries)) / resistance
            : stepSeconds / magnet.Inductance.Henries;
        double drop = CurrentAmperes * resistance;
        double change = Math.Clamp(wanted, (-ComplianceVolts - drop) * amperesPerVolt, (ComplianceVolts - drop) * amperesPerVolt);
        CurrentAmperes += change;
        if (playAmperes is { } play)
        {
            followedAmperes = PlayOperator.Follow(followedAmperes, CurrentAmperes, play);
        }
        else if (change != 0)
        {
            double side = -Math.Sign(change);
            hysteresis = side + ((hysteresis - side) * Math.Exp(-Math.Abs(change) / magnet.CoerciveCurrent.Amperes));
        }
    }
}
