using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>The electromagnet around the sample. Ports: <c>coil</c> for its supply, <c>gap</c> for a probe.</summary>
public sealed class Electromagnet : SamplePart
{
    private readonly StageContext stage;
    private readonly MagnetDefinition definition;
    private readonly ElectromagnetModel model;

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
        (double alongAxis, double across) = (Math.Cos(definition.Twin.Tilt.Radians), Math.Sin(definition.Twin.Tilt.Radians));
        stage.Field.Add(
            () => FieldTesla() * (definition.IsInPlane ? across : alongAxis),
            (_, before) => before + (FieldTesla() * (definition.IsInPlane ? alongAxis : across)));
    }

    /// <inheritdoc/>
    public override void Drive(WiringDefinition at, Signal signal)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (at.Port == SamplePort.Coil && signal is DirectCurrent current)
        {
            model.AdvanceTo(stage.NowSeconds);
            stage.Field.Move();
            model.TargetAmperes = current.Current.Amperes;
            model.ComplianceVolts = current.Compliance.Volts;
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
            (Sensed.Current, true) when interval.Seconds > 0 => model.Recorder?.At(now) ?? model.CurrentAmperes,
            (Sensed.Current, true) => model.CurrentAmperes,
            (Sensed.Voltage, true) => model.VoltageVolts,
            (Sensed.Field, false) => model.FieldTesla,
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

    private double FieldTesla()
    {
        model.AdvanceTo(stage.NowSeconds);
        return model.FieldTesla;
    }
}
