using Lab.Models.ClassifierNetworks;
using Lab.Studies.Energies;

namespace Lab.Studies.Tests.Energies;

public sealed class EnergyProtocolTests
{
    [Fact]
    public void DeviceEnergy_WithThePrintsRadius_IsWhatItsFormulasGive()
    {
        // The print's own numbers with 20 nm as the radius: K_SD 7.0e3 V/W, 2.0 µW and 201 fJ an oscillator, 1 µW emitted.
        var device = new DeviceEnergy { RadiusMetres = 20e-9 };
        Assert.Equal(7.03e3, device.SensitivityVoltsPerWatt, 5.0);
        Assert.Equal(2.01e-6, device.OscillatorWatts, 5e-9);
        Assert.Equal(201e-15, device.OscillatorJoules, 0.5e-15);
        Assert.Equal(1.005e-6, device.EmittedWatts, 1e-9);
    }

    [Fact]
    public async Task Run_Networks_HaveTheCountedDevices()
    {
        StudyLab.Outcome energy = await StudyLab.RunAsync(new EnergyProtocol(), seed: 1);
        Assert.Equal([7840, 238_200, 6_752_000], energy.Data.Numbers("resonators"));
        Assert.Equal([784, 1084, 7792], energy.Data.Numbers("oscillators"));

        // 10 fJ and 130 fJ of the print with the true counts: 25 and 685 µJ.
        IReadOnlyList<IReadOnlyList<string>> rows = energy.Analysis.Tables[1].Rows;
        Assert.Equal("25.2 µJ", rows[1][4]);
        Assert.Equal("685 µJ", rows[2][4]);
        Assert.Equal("5.42 GHz", energy.Analysis.Tables[3].Rows[0][3]);
    }
}
