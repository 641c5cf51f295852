using Lab.Instruments;
using Lab.Instruments.Drivers;
using Lab.Mocks;
using Lab.Mocks.Stages;
using Lab.Protocols;
using Lab.Protocols.Searches;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Wires;

namespace Lab.Modules.Shipped;

/// <summary>The parts that ship with Lab: its kinds, drivers, twins, wires, protocols and calibrations.</summary>
public sealed class ShippedModule : ILabModule
{
    /// <inheritdoc/>
    public string Name => "Lab";

    /// <inheritdoc/>
    public void Register(LabRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        foreach (InstrumentKind kind in DriverCatalog.Shipped.All.Select(driver => driver.Kind).Distinct())
        {
            registry.Add(kind);
        }

        foreach (DriverDescription driver in DriverCatalog.Shipped.All)
        {
            registry.Add(driver);
        }

        foreach (TwinDescription twin in TwinCatalog.Shipped.All)
        {
            registry.Add(twin);
        }

        foreach (PartDescription part in TwinCatalog.Shipped.Parts)
        {
            registry.Add(part);
        }

        registry.AddWires(RealWires.Create); // looks for libraries of vendors, which a bench of twins can do without

        foreach (IProtocol protocol in ProtocolCatalog.Shipped.All.Where(
            protocol => protocol is not HyperparameterSearchProtocol))
        {
            registry.Add(protocol);
        }

        registry.Add(new HyperparameterSearchProtocol(() => registry.Protocols.All)); // of modules as well
        AddCalibrations(registry);
    }

    private static void AddCalibrations(LabRegistry registry)
    {
        registry.Add(new CalibrationKind(
            "INSTRUMENT/loss", "dB", "power-calibration", "The loss between a generator and the chain against frequency."));
        registry.Add(new CalibrationKind(
            "line/field-per-current", "T/A", "field-line-calibration", "The field of a line for each ampere."));
        registry.Add(new CalibrationKind(
            "line/leakage",
            string.Empty,
            "field-line-calibration",
            "What another line gives at the junction, as part of the line's own field."));
        registry.Add(new CalibrationKind(
            "chain/weight-map", "V/W", "weight-map", "The weights of a chain against the currents of its lines."));
        registry.Add(new CalibrationKind(
            "oscillator/subtraction", "s", "subtraction-calibration",
            "The delay, amplitude, slope and phase of the waveform that cancels the leak of a drive."));
        registry.Add(new CalibrationKind(
            "kerr/spot", "V", "spot-position",
            "The voltage of the scanner at which the spot is on the notch, its radius, and the whole change of the signal."));
        registry.Add(new CalibrationKind(
            "magnet/field-timing", "s", "field-timing",
            "How much later than its waveform the field of a loop is, and the field against time."));
        registry.Add(new CalibrationKind(
            "nanowire/pass-probability", "T", "pass-probability",
            "The field at which domain walls pass a notch about every second time, slope and floor of the probability."));
        registry.Add(new CalibrationKind(
            "voltmeter/offset", "V", "voltmeter-offset", "What the nanovoltmeter reads with nothing applied."));
    }
}
