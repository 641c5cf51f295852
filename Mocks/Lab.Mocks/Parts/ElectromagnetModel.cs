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
    private const double UsualResponseSeconds = 5e-3;
    private const double StepSeconds = 1e-3;
    private const double SettledAmperes = 1e-12;

    /// <summary>Steps in the time in which the current follows, while a waveform drives it.</summary>
    private const double StepsPerResponse = 50;

    /// <summary>A waveform without end, looked at after a long time, is followed over so many responses and two of its
    /// periods: what was before is forgotten.</summary>
    private const double RememberedResponses = 20;

    // Half width of the play in current; null where the iron turns over smoothly.
    private readonly double? playAmperes = 2 * magnet.Remanence.Tesla
        > Math.Abs(magnet.Conversion.TeslaPerAmpere) * magnet.CoerciveCurrent.Amperes
        ? magnet.Remanence.Tesla / Math.Abs(magnet.Conversion.TeslaPerAmpere)
        : null;

    private double hysteresis;
    private double followedAmperes;
    private double seconds;
    private double lookedAtSeconds = double.NegativeInfinity;
    private double slopeAmperesPerSecond;
    private FollowedVoltage? followed;
    private FieldRecord? record;

    /// <summary>Time constant with which the current follows its set-point, s.</summary>
    public double ResponseSeconds { get; set; } = UsualResponseSeconds;

    /// <summary>The fastest change of the current that the supply makes, A/s.</summary>
    public double SlewAmperesPerSecond { get; set; } = double.PositiveInfinity;

    /// <summary>Whether a waveform drives it that has not ended yet.</summary>
    public bool IsFollowing => seconds < FollowedUntil;

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

    private double FollowedUntil => followed is { } driving
        ? driving.Input.At.Seconds + driving.Input.DurationSeconds
        : double.NegativeInfinity;

    /// <summary>Holds a current from now on.</summary>
    /// <param name="amperes">The current, A.</param>
    public void Hold(double amperes)
    {
        Ramp = null;
        followed = null;
        TargetAmperes = amperes;
    }

    /// <summary>Follows a waveform from its first sample on.</summary>
    /// <param name="waveform">The waveform.</param>
    public void Follow(FollowedVoltage waveform)
    {
        KeepTrace();
        Ramp = null;
        followed = waveform;
    }

    /// <summary>Follows no waveform from now on.</summary>
    public void StopFollowing() => followed = null;

    /// <summary>Keeps the field of the last moments from now on, for who records it afterwards.</summary>
    public void KeepTrace() => record ??= new FieldRecord(seconds, FieldTesla);

    /// <summary>The field at a time up to which it was advanced.</summary>
    /// <param name="atSeconds">The time, s.</param>
    public double FieldAt(double atSeconds) => record?.At(atSeconds) ?? FieldTesla;

    /// <summary>Lets the current follow its set-point up to a time.</summary>
    public void AdvanceTo(double nowSeconds)
    {
        if (nowSeconds < lookedAtSeconds)
        {
            // The clock was put back: what was before is over.
            seconds = nowSeconds;
            followed = null;
            record = record is null ? null : new FieldRecord(seconds, FieldTesla);
        }

        lookedAtSeconds = nowSeconds;
        LookAheadTo(nowSeconds);
    }

    /// <summary>Lets the current follow what was declared, up to a time that may be yet to come.</summary>
    public void LookAheadTo(double nowSeconds)
    {
        if (!(nowSeconds > seconds))
        {
            Recorder?.Add(seconds, CurrentAmperes);
            return; // looked at before, or what was declared ahead of it
        }

        SkipForgotten(nowSeconds);
        while (nowSeconds > seconds)
        {
            double step = Math.Min(StepBefore(nowSeconds), nowSeconds - seconds);
            double before = CurrentAmperes;
            TargetAmperes = followed is { } driving
                ? driving.AmperesAt(seconds + (step / 2) - driving.Input.At.Seconds)
                : Ramp?.At(seconds + step).Amperes ?? TargetAmperes;
            seconds += step;
            Follow(step);
            slopeAmperesPerSecond = (CurrentAmperes - before) / step;
            Recorder?.Add(seconds, CurrentAmperes);
            record?.Add(seconds, FieldTesla);
            if (Math.Abs(CurrentAmperes - before) <= SettledAmperes && !(seconds < Ramp?.EndSeconds) && !IsFollowing)
            {
                slopeAmperesPerSecond = 0;
                break; // at its set-point, or as near as the voltage allows
            }
        }

        seconds = nowSeconds;
        Recorder?.Add(seconds, CurrentAmperes);
        record?.Add(seconds, FieldTesla);
    }

    // A step ends with a sample of the waveform, so that each is followed exactly; a fast one is followed as finely as the
    // current can show.
    private double StepBefore(double nowSeconds)
    {
        if (followed is not { Input: { } input } || !(nowSeconds > input.At.Seconds) || !(seconds < FollowedUntil))
        {
            return StepSeconds;
        }

        double since = seconds - input.At.Seconds;
        if (since < 0)
        {
            return Math.Min(StepSeconds, -since);
        }

        double finest = ResponseSeconds / StepsPerResponse;
        double samples = Math.Max(1, Math.Floor(finest * input.SamplesPerSecond));
        double next = (Math.Floor((since * input.SamplesPerSecond) + 1e-6) + samples) / input.SamplesPerSecond;
        return Math.Min(StepSeconds, Math.Max(next - since, finest / StepsPerResponse));
    }

    private void SkipForgotten(double nowSeconds)
    {
        if (followed is { Input: { IsEndless: true } input })
        {
            double remembered = (2 * input.Volts.Length / input.SamplesPerSecond) + (RememberedResponses * ResponseSeconds);
            seconds = Math.Max(seconds, nowSeconds - remembered);
        }
    }

    private void Follow(double stepSeconds)
    {
        double wanted = Math.Clamp(
            (TargetAmperes - CurrentAmperes) * (1 - Math.Exp(-stepSeconds / ResponseSeconds)),
            -SlewAmperesPerSecond * stepSeconds, SlewAmperesPerSecond * stepSeconds);
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
