using Lab.Benches.Samples;
using Lab.Mocks.Parts;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Stages;

public sealed class ElectromagnetModelTests
{
    private const double TeslaPerAmpere = 0.05;
    private const double RemanenceTesla = 12e-4;

    /// <summary>0.1 H and 1 Ω: a time constant of 0.1 s.</summary>
    private static readonly MagnetDefinition Magnet = new();

    [Fact]
    public void Current_LimitedByVoltage_RisesAsTheCoilsEquationSays()
    {
        // L dI/dt = V - IR from rest: I = V/R (1 - exp(-tR/L)).
        var model = new ElectromagnetModel(Magnet) { ComplianceVolts = 20, TargetAmperes = 1000 };
        for (double t = 0.01; t < 0.5; t += 0.01)
        {
            model.AdvanceTo(t);
            Assert.Equal(20 * (1 - Math.Exp(-t / 0.1)), model.CurrentAmperes, 1e-9);
            Assert.Equal(20, model.VoltageVolts, 0.2); // the slope is that of the last millisecond
        }
    }

    [Fact]
    public void Current_LimitedByVoltage_FallsFasterThanItRises()
    {
        // Going down the resistance helps: L dI/dt = -V - IR from I0, I = (I0 + V/R) exp(-tR/L) - V/R.
        var model = new ElectromagnetModel(Magnet) { ComplianceVolts = 20, TargetAmperes = 15 };
        model.AdvanceTo(10);
        model.TargetAmperes = -1000;
        model.AdvanceTo(10.05);
        Assert.Equal((35 * Math.Exp(-0.5)) - 20, model.CurrentAmperes, 1e-6);
    }

    [Fact]
    public void Current_AtAnyTime_NeverChangesFasterThanTheVoltageAllows()
    {
        var model = new ElectromagnetModel(Magnet) { ComplianceVolts = 10 };
        double[] targets = [3, -5, 8, 0, 20, -20];
        double last = 0;
        for (int i = 1; i < 6000; i++)
        {
            model.TargetAmperes = targets[i / 1000];
            model.AdvanceTo(i * 1e-3);
            double slope = (model.CurrentAmperes - last) / 1e-3;
            Assert.InRange(slope, ((-10 - last) / 0.1) - 1e-9, ((10 - last) / 0.1) + 1e-9);
            Assert.InRange(Math.Abs(model.CurrentAmperes), 0, 10 + 1e-9);
            last = model.CurrentAmperes;
        }
    }

    [Fact]
    public void Current_VoltageLoweredBelowTheDrop_DecaysToWhatItDrives()
    {
        var model = new ElectromagnetModel(Magnet) { ComplianceVolts = 20, TargetAmperes = 12 };
        model.AdvanceTo(5);
        model.ComplianceVolts = 4;
        model.AdvanceTo(15);
        Assert.Equal(4, model.CurrentAmperes, 1e-6);
    }

    [Fact]
    public void Current_LookedAtOftenOrOnce_IsTheSame()
    {
        var often = new ElectromagnetModel(Magnet) { TargetAmperes = 5 };
        var once = new ElectromagnetModel(Magnet) { TargetAmperes = 5 };
        for (double t = 0; t < 0.2; t += 0.37e-3)
        {
            often.AdvanceTo(t);
        }

        often.AdvanceTo(0.2);
        once.AdvanceTo(0.2);
        Assert.Equal(once.CurrentAmperes, often.CurrentAmperes, 1e-3);
        Assert.Equal(once.FieldTesla, often.FieldTesla, 1e-4);
    }

    [Fact]
    public void Voltage_AtRest_IsTheResistiveDrop()
    {
        var model = new ElectromagnetModel(Magnet) { TargetAmperes = 7 };
        model.AdvanceTo(10);
        Assert.Equal(7, model.VoltageVolts, 1e-9);
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(-10, -1)]
    public void Field_AfterALargeCurrentWentBackToZero_IsTheRemanenceOfItsSign(double amperes, double sign)
    {
        var model = new ElectromagnetModel(Magnet) { TargetAmperes = amperes };
        model.AdvanceTo(5);
        // On the way up the field lags.
        Assert.Equal((TeslaPerAmpere * amperes) - (sign * RemanenceTesla), model.FieldTesla, 1e-9);
        model.TargetAmperes = 0;
        model.AdvanceTo(10);
        Assert.Equal(sign * RemanenceTesla, model.FieldTesla, 1e-9);
    }

    [Fact]
    public void Field_CycledTwice_ClosesItsLoop()
    {
        var model = new ElectromagnetModel(Magnet);
        double time = 0;
        double[] cycle = [.. ((double[])[10, 0, -10, 0]).Select(To)];
        Assert.All(cycle.Zip(((double[])[10, 0, -10, 0]).Select(To)), pair => Assert.Equal(pair.First, pair.Second, 1e-9));

        double To(double amperes)
        {
            model.TargetAmperes = amperes;
            model.AdvanceTo(time += 5);
            return model.FieldTesla;
        }
    }
}
