using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Mocks.Parts;
using Lab.Mocks.Stages;
using Lab.Models.Films;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Stages;

/// <summary>A strip on the stage against its model.</summary>
public class BilayerTests
{
    private const double Hertz = 6e9;
    private const double Watts = 1e-3;
    private const double Thermal = 4e-4;
    private const double Background = 3e-4;

    [Theory]
    [InlineData(0.95, 0)]
    [InlineData(0.95, 35)]
    [InlineData(1.0, 130)]
    [InlineData(-1.0, 35)]
    public void Sense_TurnedStrip_IsItsModelAtTheAngleOfTheField(double amperes, double degrees)
    {
        SampleStage stage = Stage();
        stage.Drive("supply", new DirectCurrent(Current.FromAmperes(amperes)) { Compliance = Voltage.FromVolts(20) });
        stage.Drive("stage", Turn.Standing(Angle.FromDegrees(degrees)));
        ((VirtualClock)stage.Clock).Advance(Duration.FromSeconds(5));
        stage.Drive("rf", new ToneSignal(new RfTone(Frequency.FromHertz(Hertz), Power.FromWatts(Watts))));

        // 1 mW through 50 Ω into 50 Ω has an amplitude of 6.3 mA. A field the other way is one half a turn further.
        var tesla = MagneticField.FromTesla(Math.Abs(amperes) * 0.05);
        Angle angle = Angle.FromDegrees(amperes < 0 ? degrees + 180 : degrees);
        SpinTorqueBilayer model = Bilayer.ModelOf(Values());
        double distance = (tesla.Tesla - model.Film.ResonanceField(Frequency.FromHertz(Hertz), isInPlane: true).Tesla)
            / model.Film.HalfWidth(Frequency.FromHertz(Hertz)).Tesla;
        double expected = model.RectifiedVoltage(
            tesla, angle, Frequency.FromHertz(Hertz), Current.FromAmperes(Math.Sqrt(2 * Watts / 50))).Volts
            + (Watts * (Background + (Thermal * Math.Sin(angle.Radians) / (1 + (distance * distance)))));
        Assert.Equal(expected, stage.Sense("lockin", Sensed.Voltage), 1e-13);
    }

    [Fact]
    public void SenseAt_KeyedTone_IsTheFundamentalOfASquareWave()
    {
        SampleStage stage = Stage();
        stage.Drive("supply", new DirectCurrent(Current.FromAmperes(1)) { Compliance = Voltage.FromVolts(20) });
        stage.Drive("stage", Turn.Standing(Angle.FromDegrees(40)));
        ((VirtualClock)stage.Clock).Advance(Duration.FromSeconds(5));
        var tone = new ToneSignal(new RfTone(Frequency.FromHertz(Hertz), Power.FromWatts(Watts)));
        stage.Drive("rf", tone);
        double on = stage.Sense("lockin", Sensed.Voltage);
        stage.Drive("rf", tone with { Modulation = new ToneModulation(Frequency.FromHertz(1237), Depth: 1, IsSquare: true) });

        Assert.Equal(
            Math.Sqrt(2) / Math.PI * on, stage.SenseAt("lockin", Sensed.Voltage, Frequency.FromHertz(1237)).Real, 1e-15);
        Assert.Equal(0, stage.SenseAt("lockin", Sensed.Voltage, Frequency.FromHertz(2 * 1237)).Magnitude);
    }

    [Fact]
    public void Drive_TooMuchPower_BurnsTheStrip()
    {
        SampleStage stage = Stage();
        stage.Drive("rf", new ToneSignal(new RfTone(Frequency.FromHertz(Hertz), Power.FromWatts(0.2))));

        Assert.Equal("bilayer 'strip' was destroyed: rf with 200 mW", stage.Damage?.ToString());
        Assert.Equal(double.PositiveInfinity, stage.Sense("lockin", Sensed.Voltage));
    }

    private static SettingValues Values() => new(new Dictionary<string, object>(
        Bilayer.Description.Schema.Keys.ToDictionary(key => key.Name, key => key.Default!))
    {
        ["thermal_voltage"] = Thermal,
        ["background"] = Background,
    });

    private static SampleStage Stage() => new(
        new BenchDefinition
        {
            Name = "bilayer",
            Instruments = [],
            SafeState = [],
            Sample = new SampleDefinition
            {
                Parts = [new PartDefinition(Bilayer.Description.Schema, "strip", Values())],
                Magnet = new MagnetDefinition { Remanence = default, IsInPlane = true },
            },
            Wiring =
            [
                new WiringDefinition("rf", Bilayer.RfPort, "strip", default),
                new WiringDefinition("lockin", Bilayer.VoltagePort, "strip", default),
                new WiringDefinition("supply", SamplePort.Coil, null, default),
                new WiringDefinition("stage", SamplePort.Rotation, null, default),
            ],
        },
        seed: 1, new VirtualClock(), Bilayer.Description);
}
