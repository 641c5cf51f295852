using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>
/// The block that carries the sample in a cryostat: one heat capacity, tied to a bath by one conductance, with a heater and
/// thermometers. Ports: <c>heater</c>, <c>thermometer</c>. The sample has its temperature.
/// </summary>
/// <remarks>C dT/dt = P − G (T − T_bath). It begins at the temperature of the sample. Its heater acts in steps of a tenth of a
/// second [assumption: the controllers renew their outputs ten times a second].</remarks>
public sealed class ThermalStage : SamplePart
{
    private const string CapacityKey = "heat_capacity";
    private const string ConductanceKey = "conductance";
    private const string BathKey = "bath_temperature";
    private const string TemperatureKey = "temperature";
    private const double StepSeconds = 0.1;
    private const int MostSteps = 1_000_000;

    private readonly StageContext stage;
    private readonly double capacity;
    private readonly double conductance;
    private readonly double bathKelvin;
    private Func<double, double, double> wattsAt = (_, _) => 0;
    private double kelvin;
    private double seenSeconds;

    /// <summary>Puts one on a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="part">The part.</param>
    public ThermalStage(StageContext stage, PartDefinition part)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(part);
        this.stage = stage;
        capacity = part.Values.Get<double>(CapacityKey);
        conductance = part.Values.Get<double>(ConductanceKey);
        bathKelvin = part.Values.Get<Temperature>(BathKey).Kelvin;
        kelvin = stage.Temperature.Kelvin;
        seenSeconds = stage.NowSeconds;
        stage.Temperature.Follow(KelvinNow);
    }

    /// <summary>The port of its heater.</summary>
    public static SamplePort HeaterPort { get; } = new("heater") { PartKey = PartSchema.PartKey };

    /// <summary>The port of its thermometers.</summary>
    public static SamplePort ThermometerPort { get; } = new("thermometer") { PartKey = PartSchema.PartKey };

    /// <summary>The kind as bench files know it: <c>sample.thermal_stages</c>.</summary>
    public static PartDescription Description { get; } = new(
        new PartSchema("thermal_stages", "thermal stage", [HeaterPort, ThermometerPort])
        {
            Summary = "The block in a cryostat that carries the sample, with a heater and thermometers.",
            Keys =
            [
                SettingKey.Number(CapacityKey, 100, 1e-3, 1e6, "Heat capacity, J/K."),
                SettingKey.Number(ConductanceKey, 0.02, 1e-9, 1e3, "Conductance to the bath, W/K."),
                SettingKey.Positive<Temperature>(
                    BathKey, Temperature.FromKelvin(77.4), "Temperature of the bath; 77.4 K is boiling nitrogen."),
            ],
            Limits =
            [
                PartSchema.Limit<Temperature>(
                    TemperatureKey, TemperatureKey, "The highest temperature to which it may be brought.",
                    sources => sources.Largest(HeaterPort, TemperatureKey)),
            ],
        },
        (stage, part) => new ThermalStage(stage, part));

    /// <inheritdoc/>
    public override void Drive(WiringDefinition at, Signal signal)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (at.Port == HeaterPort && signal is RegulatedHeat heat)
        {
            KelvinNow();
            wattsAt = heat.WattsAt;
        }
    }

    /// <inheritdoc/>
    public override double Sense(WiringDefinition at, Sensed what, Duration interval)
    {
        ArgumentNullException.ThrowIfNull(at);
        return what == Sensed.Temperature && at.Port == ThermometerPort ? KelvinNow() : 0;
    }

    private double KelvinNow()
    {
        double now = stage.NowSeconds;
        double step = Math.Max(StepSeconds, (now - seenSeconds) / MostSteps);
        while (seenSeconds < now)
        {
            // Exact for a power that is constant through the step.
            double seconds = Math.Min(step, now - seenSeconds);
            double end = bathKelvin + (wattsAt(seenSeconds, kelvin) / conductance);
            kelvin = end + ((kelvin - end) * Math.Exp(-seconds * conductance / capacity));
            seenSeconds += seconds;
        }

        return kelvin;
    }
}
