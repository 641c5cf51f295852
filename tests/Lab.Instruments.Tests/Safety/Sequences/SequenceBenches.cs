using System.Runtime.CompilerServices;
using Lab.Benches;
using Lab.Benches.Files;
using Lab.Instruments.Drivers;
using Lab.Mocks;

namespace Lab.Instruments.Tests.Safety.Sequences;

/// <summary>The benches on which sequences are run: all that ship, and one with every kind of limit and neighbours to add
/// up.</summary>
internal static class SequenceBenches
{
    private const string Crowded = """
        bench: crowded
        instruments:
          rf:
            driver: rohde-schwarz-smb100a
            address: "sim:"
            limits: { frequency: { min: 10 MHz, max: 6 GHz }, power: { max: 0 dBm, step: 250 uW } }
          second: { driver: keysight-e8257d, address: "sim:", limits: { power: { max: 200 uW } } }
          smu: { driver: keithley-2400, address: "sim:", limits: { current: { min: -1 mA, max: 1 mA, rate: 0.8 mA/s }, compliance: { max: 500 mV } } }
          bias: { driver: keithley-6221, address: "sim:", limits: { current: { min: -1 mA, max: 1 mA, step: 0.5 mA } } }
          left: { driver: yokogawa-gs200, address: "sim:", limits: { current: { min: -15 mA, max: 15 mA, rate: 12 mA/s } } }
          right: { driver: keithley-6221, address: "sim:", limits: { current: { min: -15 mA, max: 15 mA } } }
          pulser:
            driver: avtech-avr-3he-b
            address: "sim:"
            limits: { amplitude: { min: -10 V, max: 30 V, step: 20 V }, width: { max: 2 us }, repetition: { max: 5 kHz } }
          supply:
            driver: kepco-bop-bit4886
            address: "sim:"
            settings: { ramp_rate: 5 A/s }
            limits: { current: { min: -15 A, max: 15 A, step: 100 mA } }
          gaussmeter: { driver: lakeshore-475, address: "sim:" }
          magnet:
            driver: field-regulated-magnet
            settings: { supply: supply, gaussmeter: gaussmeter, timeout: 5 s }
            limits: { field: { min: -100 mT, max: 100 mT } }
        sample:
          junctions:
            a: { limits: { rf_power: 100 uW, current: 0.8 mA, current_over_threshold: 1.5 }, threshold_current: 0.5 mA }
            b: { limits: { rf_power: 80 uW } }
          field_lines:
            left: { junction: a, leakage: 0.2, width: 1 um, thickness: 100 nm, limits: { current_density: 13 MA/cm2 } }
            right: { junction: b, leakage: -0.3, width: 1 um, thickness: 100 nm, limits: { current_density: 12 MA/cm2 } }
            strip: { junction: b, resistance: 290 Ohm, leakage: 0.02, width: 1 um, thickness: 100 nm, limits: { current_density: 60 MA/cm2, pulse_energy: 100 nJ } }
          magnet: { limits: { field_rate: 200 Oe/s, stored_energy: 200 mJ } }
        wiring:
          rf: { port: rf, loss: 6 dB }
          second: { port: rf, loss: -3 dB }
          smu: { port: dc-bias }
          bias: { port: dc-bias }
          left: { port: field-line, line: left }
          right: { port: field-line, line: right }
          pulser: { port: pulse, line: strip }
          supply: { port: coil }
          gaussmeter: { port: gap }
        """;

    private static readonly BenchFileReader Reader = new(
        [.. DriverCatalog.Shipped.All.Select(driver => driver.SchemaWith(TwinCatalog.Shipped.SettingsOf(driver.Name)))],
        [.. TwinCatalog.Shipped.Parts.Select(part => part.Schema)]);

    /// <summary>All benches by name.</summary>
    public static IReadOnlyDictionary<string, BenchDefinition> All { get; } = Directory.GetFiles(ShippedFolder(), "*.yaml")
        .Select(Reader.ReadFile).Append(Reader.Read(Crowded, "crowded.yaml")).ToDictionary(bench => bench.Name);

    private static string ShippedFolder([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "..", "Runs", "Lab.Workbench", "Benches"));
}
