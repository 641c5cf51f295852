using System.IO.Compression;
using System.Text;
using Lab.Benches;
using Lab.Benches.Files;
using Lab.Benches.Safety;
using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Wires;
using Lab.Mocks;
using Lab.Mocks.Scpi;
using Lab.Models.ClassifierNetworks;
using Lab.Protocols;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Studies.ClassifierNetworks;
using Lab.Wires.Transcripts;
using Lab.Workbench.Composition;

namespace Lab.Endurance.Fuzz;

/// <summary>The parsers of everything that comes from outside the program.</summary>
public static class FuzzTargets
{
    private const long Mebibyte = 1 << 20;

    private static readonly string[] ScpiCorpus =
    [
        "*IDN?", "*RST;*CLS", ":SOUR:FREQ 3.46E8;*OPC?;:SYST:ERR?", ":SOUR:POW -27.5 dBm", ":OUTP ON", ":SENS:FUNC 'VOLT:DC'",
        ":SENS:VOLT:NPLC 5;:READ?", ":TRAC:DATA? 1,10", ":SOUR:LIST:CURR 1E-3,2E-3", ":STAT:MEAS:ENAB 512;*SRE 1",
        "FUNC VOLT;FUNC?",
        ":ARB:DATA #210abcdefghij", ":ROUT:SCAN (@1,2)", "*ESE 60;*ESR?", ":SYST:ERR?", ":SOUR:CURR:AMPL 1.5 mA",
        "PROG:MEM \"S 1\"",
    ];

    private static readonly string[] ScpiPieces =
    [
        ":", ";", "?", ",", " ", "*", "#0", "#15", "#9999999999", "'", "\"", "(", "(@", ")", "\n", "\0", "ON", "OFF", "MIN",
        "MAX", "DEF", "NAN", "INF", "1e400", "-0",
        "FREQ", "POW", "SOUR", "SENS", "VOLT", "CURR", "OUTP", "TRAC", "READ", "INIT", "TRIG", "STAT", "SYST", "ERR", "LIST",
        "ARM", "COUN", "*IDN?", "*OPC?", "*WAI", "*RST", "*CLS", "mV", "dBm", "GHz", "\u00ff", "99999999999",
    ];

    private static readonly string[] AnswerCorpus =
    [
        "0,\"No error\"", "-113,\"Undefined header;:FREK 1\"", "1;0,\"No error\"", "1.5E-6;0,\"No error\"", "+9.9E37", "9.91E37",
        "32",
        "ROHDE&SCHWARZ,SMB100A,1406.6000k02/101,3.1", "#15abcde", "\"text\n", "0\n", "-0.0;+0,\"No error\"",
    ];

    private static readonly string[] YamlPieces =
    [
        "{", "}", "[", "]", ":", ": ", "- ", "\n", "\n\n", "  ", "\t", "#", "&a ", "*a", "!", "!!int ", "|", ">", "'", "\"", "\\",
        "%", "@", ",", "? ", "---\n", "...\n",
        "<<: ", "~", "null", "NaN", "1e999", " MHz", " Oe", "dBm", "\0", "\u2028", "\uFEFF", "é", "rf", "driver", "sim:",
        "limits", "min", "max", "2..12 uW step 1e-300 uW", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ];

    // One for each section: in a small file a change hits what matters.
    private static readonly string[] SmallBenches =
    [
        "bench: a\ninstruments:\n  v: { driver: keithley-2182a, address: 'sim:', settings: { line_frequency: 50 Hz }, timeout: "
            + "5 s }\nwiring:\n  v: { port: dc-voltage }\n",
        "bench: a\ninstruments:\n  rf: { driver: keysight-e8257d, address: 'TCPIP::10.0.0.1::5025::SOCKET', limits: { power: { "
            + "max: 0 dBm, step: 1 uW } } }\nwiring:\n  rf: { port: rf, loss: 6 dB }\nsample:\n  junctions:\n    a: { limits: { "
            + "rf_power: 10 uW }, damping: 0.01 }\n",
        "bench: a\ninstruments:\n  i: { driver: yokogawa-gs200, address: 'sim:', limits: { current: { min: -5 mA, max: 5 mA, "
            + "rate: 1 mA/s } } }\nwiring:\n  i: { port: field-line, line: l }\nsample:\n  junctions:\n    a: {}\n  "
            + "field_lines:\n    l: { junction: a, width: 1 um, thickness: 100 nm, limits: { current_density: 10 MA/cm2 } "
            + "}\nsafe_state: [i]\n",
        "bench: a\ninstruments:\n  v: { driver: keithley-2182a, address: 'sim:' }\nfaults:\n  v: { timeout: 1 %, reboot: { at: "
            + "20 } }\non_fault: { timeout: { point_retries: 1 } }\ninterlocks:\n  cold: { instrument: v, reading: voltage, "
            + "max: 1 mV, action: pause, every: 10 s }\nwatchdog: { hang: 5 s }\n",
    ];

    private static readonly string[] BenchPieces =
        [
            "\nsafe_state: [", "\nfaults: ", "\non_fault: ", "\ninterlocks: ", "\nwatchdog: ", "\nwiring: ", "\nsample: ",
            "keithley-2400", "field-regulated-magnet", "port: ", "serial: ", "timeout: ", "junctions: ", "field_lines: "
        ];

    private static readonly string[] QuantityPieces =
    [
        "..", " step ", " in ", ",", " ", "-", "+", ".", "e", "MHz", "uW", "dBm", "dB", "mA", "Oe", "T", "µ", "1e-300", "1e308",
        "0", "nan", "inf", "\0", "٣",
    ];

    private static readonly string[] JsonPieces =
    [
        "{", "}", "[", "]", ":", ",", "\"", "null", "true", "-1", "1e999", "\"NaN\"", "\\u0000", "\"run\":", "\"points\":",
        "\"results\":", "\"settings\":", "\"status\":", "\"done\"",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ];

    private const string Transcript =
        "# lab wire transcript 1\n# protocol spin-diode\n# bench spin-diode\n# seed 5\n# simulated yes\n# set field 6200 "
            + "Oe\n0.000000000 rf open sim:\n"
        + "0.001000000 rf > *IDN?\n0.001000000 rf < A,B\\x00\\n,C,D\n0.002000000 my\\x20rf answer-fault Timeout No answer "
        + "came\n0.003000000 rf clear\n0.004000000 rf close\n";

    private static readonly string[] TranscriptPieces =
        [
            "# lab wire transcript 1\n", "# seed ", "# set ", "\n", "\r\n", " ", ".", "000000000", "rf", ">", "<", "open",
            "close", "send-fault", "\\b{AAEC}", "\\b{", "\\", "\\x", "\\n", "Timeout", "-1", "\0"
        ];

    private static readonly byte[][] BinaryPieces = [[255, 255, 255, 255], [127, 255, 255, 255], [0, 0, 0, 1], [0, 0, 0, 0]];

    /// <summary>All parsers.</summary>
    public static IEnumerable<FuzzTarget> All() =>
    [
        new("scpi", Bytes(ScpiCorpus), Bytes(ScpiPieces), ParseScpi, Mebibyte),
        Twins(),
        new(
            "frame",
            Bytes([.. ScpiCorpus.Select(text => text + "\n"), "#15ab\ncd\n", "\"a#3\"\n", "#9\n"]),
            Bytes(ScpiPieces),
            FindFrame,
            Mebibyte),
        Session(),
        new(
            "quantity",
            Bytes(["346 MHz", "2..12 uW step 2 uW", "-20..-10 dBm step 1 dB", "300..400 MHz in 101", "0, 2, 5 mA"]),
            Bytes(QuantityPieces),
            ReadQuantity,
            256 * Mebibyte),
        new("settings", Bytes([
            "powers: 2..12 uW step 2 uW\nfield: 6200 Oe\naverages: 3\n",
            "frequencies: 330..362 MHz step 1 MHz\nlevel_uncertainty: 0 dB\n"
        ]), Bytes(YamlPieces), ReadSettings, 256 * Mebibyte),
        new(
            "bench",
            Bytes([BenchFiles.ReadShipped("spin-diode"), .. SmallBenches]),
            Bytes([.. YamlPieces, .. BenchPieces]),
            ReadBench,
            64 * Mebibyte),
        new(
            "transcript",
            Bytes([Transcript, Transcript + Transcript.Replace("# ", "9.000000000 ", StringComparison.Ordinal)]),
            Bytes(TranscriptPieces),
            ReadTranscript,
            16 * Mebibyte),
        new("run-json", [Encoding.UTF8.GetBytes(RunFolder.ToJson(SomeRun()))], Bytes(JsonPieces), ReadRunInfo, 16 * Mebibyte),
        new("network", [
            SomeNetworkFile(),
            Unpacked(SomeNetworkFile())
        ],
        [
            .. BinaryPieces,
            .. Bytes([
                "PK\u0003\u0004", "PK\u0001\u0002", "PK\u0005\u0006", "NUMPY", "'descr': '<f8'", "(99999999999,)",
                "hidden_detuning.npy", "2147483647", "-1", "\"resonator_perceptron\"", "\"cross_talk\": {}"
            ])
        ],
        FuzzFile.Reader<RunException>("network.npz", path => NetworkFile.Open(path)),
        64 * Mebibyte),
        new(
            "calibration",
            [Encoding.UTF8.GetBytes(CalibrationStore.ToJson(SomeCalibration()))],
            Bytes(JsonPieces),
            ReadCalibration,
            16 * Mebibyte),
        .. TableTargets.All(),
        .. TextTargets.All(),
        .. RecordTargets.All(),
        .. DriverTargets.All(),
        .. WireTargets.All(),
        .. BlockTargets.All(),
    ];

    private static OscillatorPerceptron SomeNetwork() => new(new(3, 2, 2), seed: 1);

    private static byte[] SomeNetworkFile()
    {
        string path = FuzzFile.NewPath("network.npz");
        NetworkFile.Write(path, SomeNetwork(), new Dictionary<string, object> { ["data"] = "none" });
        return File.ReadAllBytes(path);
    }

    // The same archive with its entries as they are, so that changed bytes reach what reads them.
    private static byte[] Unpacked(byte[] archive)
    {
        using var packed = new ZipArchive(new MemoryStream(archive));
        using var result = new MemoryStream();
        using (var unpacked = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipArchiveEntry entry in packed.Entries)
            {
                using Stream from = entry.Open();
                using Stream to = unpacked.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                from.CopyTo(to);
            }
        }

        return result.ToArray();
    }

    private static bool ReadTranscript(byte[] input)
    {
        try
        {
            var transcript = new TranscriptReader(new StringReader(Encoding.Latin1.GetString(input)));
            while (transcript.Take() is { } entry)
            {
                if (TranscriptEntry.Parse(entry.ToString(), entry.Line) is var again
                    && !again.Content.Span.SequenceEqual(entry.Content.Span))
                {
                    throw new InvalidOperationException($"Line {entry.Line} is not what it was after it is written again.");
                }
            }

            return true;
        }
        catch (TranscriptException)
        {
            return false;
        }
    }

    private static CalibrationRecord SomeCalibration() => new(
        "rf/loss", 6.02, "dB", 0.05, "20261125-120000-power-calibration", DateTimeOffset.UnixEpoch)
    {
        Bench = "spin-diode",
        Simulated = true,
        InForceSince = DateTimeOffset.UnixEpoch,
        Curves = new Dictionary<string, double[]> { ["frequency"] = [3e8, 4e8], ["loss"] = [6, 6.5] },
    };

    private static bool ReadCalibration(byte[] input)
    {
        try
        {
            CalibrationStore.FromJson(Encoding.UTF8.GetString(input), "fuzz.json");
            return true;
        }
        catch (RunException)
        {
            return false;
        }
    }

    private static List<byte[]> Bytes(IEnumerable<string> texts) => [.. texts.Select(Encoding.Latin1.GetBytes)];

    private static bool ParseScpi(byte[] input)
    {
        try
        {
            ScpiParser.Parse(input);
            return true;
        }
        catch (ScpiErrorException)
        {
            return false;
        }
    }

    // A message goes to one twin of the bench, which keeps its state between messages as an instrument does.
    private static FuzzTarget Twins()
    {
        const int mostMessages = 20_000;
        BenchDefinition bench = BenchFiles.Load(file: null, "spin-diode");
        VirtualBench twins = new(bench, 1, new VirtualClock());
        int messages = 0;
        return new FuzzTarget("twins", Bytes(ScpiCorpus), Bytes(ScpiPieces), input =>
        {
            if (++messages % mostMessages == 0)
            {
                twins.Dispose();
                twins = new VirtualBench(bench, 1, new VirtualClock());
            }

            ITwin twin = twins.Twins.ElementAt(messages % twins.Twins.Count);
            twin.ExecuteAsync(input, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            return true;
        }, 64 * Mebibyte);
    }

    private static bool FindFrame(byte[] input)
    {
        var whole = new MessageFrame();
        int end = whole.FindEnd(input);
        var piecewise = new MessageFrame();
        int found = -1;
        for (int received = 0; received <= input.Length && found < 0; received++)
        {
            found = piecewise.FindEnd(input.AsSpan(0, received));
        }

        return found != end || (end >= 0 && input[end - 1] != (byte)'\n')
            ? throw new InvalidOperationException($"The message ends at {end} in one piece and at {found} byte by byte.")
            : end >= 0;
    }

    private static FuzzTarget Session()
    {
        var wire = new AnswerWire();
        var gate = new SafetyGate(BenchFiles.Load(file: null, "spin-diode"), new VirtualClock());
        var queue = new InstrumentSession("rf", wire, gate, new VirtualClock(), new InstrumentManners());
        var register = new InstrumentSession(
            "rf", wire, gate, new VirtualClock(), new InstrumentManners { Errors = ErrorReporting.EventStatusRegister });
        int turn = 0;
        return new FuzzTarget(
            "session", Bytes(AnswerCorpus), Bytes([.. ScpiPieces, "0,", "\"No error\"", "-113,", "9.9E37"]), input =>
            {
                wire.Answer = input;
                InstrumentSession session = ++turn % 8 < 4 ? queue : register;
                try
                {
                    switch (turn % 4)
                    {
                        case 0:
                            session.QueryNumberAsync("X?", CancellationToken.None).AsTask().GetAwaiter().GetResult();
                            break;
                        case 1:
                            session.SendAsync("X 1", CancellationToken.None).AsTask().GetAwaiter().GetResult();
                            break;
                        case 2:
                            session.ReadErrorsAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
                            break;
                        default:
                            session.IdentifyAsync(["SMB100A"], CancellationToken.None).AsTask().GetAwaiter().GetResult();
                            break;
                    }

                    return true;
                }
                catch (InstrumentException)
                {
                    return false;
                }
            }, Mebibyte);
    }

    private static bool ReadQuantity(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        bool isQuantity = Quantity.TryParse(text, out Frequency _) | Quantity.TryParse(text, out Power _)
            | Quantity.TryParse(text, out Temperature _);
        try
        {
            Sweep<Power>.Parse(text);
            return true;
        }
        catch (QuantityFormatException)
        {
            return isQuantity;
        }
    }

    private static bool ReadSettings(byte[] input)
    {
        IProtocol protocol = ProtocolCatalog.Shipped.All.Single(each => each.Name == "spin-diode");
        try
        {
            SettingsSources.ReadText(protocol, Encoding.UTF8.GetString(input));
            return true;
        }
        catch (Lab.Workbench.WorkbenchException)
        {
            return false;
        }
    }

    private static bool ReadBench(byte[] input)
    {
        try
        {
            new BenchFileReader(BenchFiles.Schema).Read(Encoding.UTF8.GetString(input), "fuzz.yaml");
            return true;
        }
        catch (BenchException)
        {
            return false;
        }
    }

    private static bool ReadRunInfo(byte[] input)
    {
        try
        {
            RunFolder.FromJson(Encoding.UTF8.GetString(input), "run.json");
            return true;
        }
        catch (RunException)
        {
            return false;
        }
    }

    private static RunInfo SomeRun() => new()
    {
        Run = "20260101-000000-spin-diode",
        Protocol = "spin-diode",
        Status = RunStatus.Done,
        Seed = 1,
        Simulated = true,
        Version = "0.1.0",
        Started = DateTimeOffset.UnixEpoch,
        ProcessId = 1,
        PlannedPoints = 315,
        Settings = new Dictionary<string, string> { ["field"] = "6200 Oe" },
        Bench = "spin-diode",
        Instruments = [new InstrumentRecord("rf", "rohde-schwarz-smb100a", "sim:", "A,B,C,D")],
        Limits = ["RF power at most 100 uW"],
    };
}
