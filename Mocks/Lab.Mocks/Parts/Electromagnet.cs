using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>The electromagnet around the sample. Ports: <c>coil</c> for its supply, <c>gap</c> for a probe, <c>rotation</c> for a
/// stage.</summary>
/// <remarks>A stage turns the sample about the normal of its plane in a magnet with the field in the plane: the junctions see the
/// cosine, a strip the sine as well. In a magnet with a perpendicular field it tilts the sample about an axis in the plane: the
/// cosine stays perpendicular, and the sine lies in the plane. A probe in the gap does not turn.</remarks>
public sealed class Electromagnet : SamplePart, IFieldTrace
{
    private readonly StageContext stage;
    private readonly MagnetDefinition definition;
    private readonly ElectromagnetModel model;
    private readonly WarmingMagnet warming;
    private Turn? turn;

    /// <summary>Puts a magnet on a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="definition">The magnet.</param>
    public Electromagnet(StageContext stage, MagnetDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(definition);
        this.stage = stage;
        this.definition = definition;
        model = new ElectromagnetModel(definition);
        model.AdvanceTo(stage.NowSeconds);
        warming = new WarmingMagnet(definition.Twin, stage.NowSeconds);
        if (warming.IsLate)
        {
            model.KeepTrace();
        }

        double across = Math.Sin(definition.Twin.Tilt.Radians);
        stage.Field.Add(
            () => definition.IsInPlane ? FieldTesla() * across : AlongAxisTesla(),
            (_, before) => before + (definition.IsInPlane
                ? AlongAxisTesla()
                : FieldTesla() * Math.Sin(definition.Twin.Tilt.Radians + TurnedRadians())),
            () => definition.IsInPlane
                ? FieldTesla() * Math.Cos(definition.Twin.Tilt.Radians) * Math.Sin(TurnedRadians())
                : 0,
            this);
    }

    /// <inheritdoc/>
    /// <remarks>A magnet at rest, which becomes no warmer: its supply holds one current, and the sample stands.</remarks>
    public override bool IsRenewedByShot => !warming.Changes && model.Ramp is null && !model.IsFollowing
        && model.CurrentAmperes == model.TargetAmperes
        && (turn is null || stage.NowSeconds >= turn.EndSeconds);

    /// <inheritdoc/>
    public override void Drive(WiringDefinition at, Signal signal)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (at.Port == SamplePort.Rotation && signal is Turn turned)
        {
            stage.Field.Move();
            turn = turned;
        }
        else if (at.Port == SamplePort.Coil && signal is DirectCurrent current)
        {
            model.AdvanceTo(stage.NowSeconds);
            stage.Field.Move();
            model.Hold(current.Current.Amperes);
            model.ComplianceVolts = current.Compliance.Volts;
        }
        else if (at.Port == SamplePort.Coil && signal is FollowedVoltage followed)
        {
            model.AdvanceTo(stage.NowSeconds);
            stage.Field.Move();
            model.Follow(followed);
            model.ComplianceVolts = followed.Supply.Compliance.Volts;
        }
        else if (at.Port == SamplePort.Coil && signal is RampedCurrent ramp)
        {
            model.AdvanceTo(stage.NowSeconds);
            stage.Field.Move();
            model.Ramp = ramp;
            model.StopFollowing();
            model.ComplianceVolts = ramp.Compliance.Volts;
        }
    }

    /// <inheritdoc/>
    public override double Sense(WiringDefinition at, Sensed what, Duration interval)
    {
        ArgumentNullException.ThrowIfNull(at);
        double now = stage.NowSeconds;
        model.AdvanceTo(now);
        return (what, at.Port == SamplePort.Coil) switch
        {
            (Sensed.Angle, false) when at.Port == SamplePort.Rotation => TurnedRadians(),
            (Sensed.Current, true) when interval.Seconds > 0 => model.Recorder?.At(now) ?? model.CurrentAmperes,
            (Sensed.Current, true) => model.CurrentAmperes,
            (Sensed.Voltage, true) => model.VoltageVolts,
            (Sensed.Field, false) when at.Port == SamplePort.Rotation => AlongAxisTesla(),
            (Sensed.Field, false) => FieldTesla(),
            _ => 0,
        };
    }

    /// <inheritdoc/>
    public override Load LoadAt(WiringDefinition at)
    {
        ArgumentNullException.ThrowIfNull(at);
        return at.Port == SamplePort.Coil ? new Load(definition.Resistance, stage.Bench.Sample.Temperature) : Load.Open;
    }

    /// <inheritdoc/>
    public override void KeepPast(WiringDefinition at, Duration interval)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (at.Port == SamplePort.Coil)
        {
            model.Recorder = new RunningMean(interval.Seconds);
        }
    }

    /// <summary>States how fast its supply follows its input.</summary>
    /// <param name="bandwidth">The bandwidth of the current; <see langword="null"/> leaves the usual one.</param>
    /// <param name="slewRate">The fastest change; <see langword="null"/> for none but that of voltage and inductance.</param>
    public void FollowAt(Frequency? bandwidth, CurrentRate? slewRate)
    {
        model.ResponseSeconds = bandwidth is { } hertz ? 1 / (Math.Tau * hertz.Hertz) : model.ResponseSeconds;
        model.SlewAmperesPerSecond = slewRate?.AmperesPerSecond ?? double.PositiveInfinity;
    }

    /// <inheritdoc/>
    public void AddPerpendicular(TraceWindow window, Span<double> tesla) => AddTrace(
        window, definition.IsInPlane ? Math.Sin(definition.Twin.Tilt.Radians) : TurnedShare(), tesla);

    /// <inheritdoc/>
    public void AddInPlane(TraceWindow window, Span<double> tesla) => AddTrace(
        window,
        definition.IsInPlane ? TurnedShare() : Math.Sin(definition.Twin.Tilt.Radians + TurnedRadians()),
        tesla);

    private void AddTrace(TraceWindow window, double share, Span<double> tesla)
    {
        model.KeepTrace();
        double start = window.At.Seconds + window.StartSeconds;
        model.AdvanceTo(stage.NowSeconds);
        double gain = share * warming.GainAt(start);
        start -= warming.LagAt(start);
        model.LookAheadTo(start + ((tesla.Length - 1) / window.SamplesPerSecond));
        for (int i = 0; i < tesla.Length; i++)
        {
            tesla[i] += gain * model.FieldAt(start + (i / window.SamplesPerSecond));
        }
    }

    private double AlongAxisTesla() => FieldTesla() * TurnedShare();

    private double TurnedShare() => definition.IsInPlane
        ? Math.Cos(definition.Twin.Tilt.Radians) * Math.Cos(TurnedRadians())
        : Math.Cos(definition.Twin.Tilt.Radians + TurnedRadians());

    private double TurnedRadians() => turn?.At(stage.NowSeconds).Radians ?? 0;

    private double FieldTesla()
    {
        double now = stage.NowSeconds;
        model.AdvanceTo(now);
        return warming.GainAt(now) * (warming.IsLate ? model.FieldAt(now - warming.LagAt(now)) : model.FieldTesla);
    }
}
