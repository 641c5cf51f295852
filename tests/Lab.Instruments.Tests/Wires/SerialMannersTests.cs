using System.Globalization;
using System.Text;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Drivers;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Manners;
using Lab.Instruments.Wires;
using Lab.Mocks;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>Instruments with the manners that their serial ports have, over a pair of pseudo-terminals.</summary>
public sealed class SerialMannersTests : IAsyncLifetime
{
    // Lake Shore 455 manual, 6.2: 7 data bits, odd parity, CRLF, 50 ms between messages; the 475 has the same interface.
    private static readonly SerialSettings LakeShore = new() { DataBits = 7, Parity = "odd", Terminator = "crlf" };

    // Kepco BIT 4886 manual, 4-11 and B.87.
    private static readonly SerialSettings Kepco = new() { Terminator = "crlf", Flow = "xon-xoff", Echo = true, Prompt = ">" };

    private static readonly InstrumentManners OneQuery = new()
    {
        Completion = Completion.EventsInOwnMessage,
        MessageGap = Duration.FromMilliseconds(50),
    };

    private readonly PseudoTerminal terminal = new();
    private SerialInstrument? instrument;

    public Task InitializeAsync() => terminal.StartPairAsync();

    public async Task DisposeAsync()
    {
        await terminal.DisposeAsync();
        if (instrument is not null)
        {
            await instrument.DisposeAsync();
        }
    }

    [Fact]
    public async Task LakeShore475_RealParameters_AnswersWithItsParityBitsAndItsGap()
    {
        SerialInstrument gaussmeter = Start(LakeShore475(Answer));
        await using IWire wire = await OpenAsync("lakeshore-475", LakeShore, OneQuery);

        for (int i = 0; i < 10; i++)
        {
            Assert.Equal("+625.000E-03", await QueryAsync(wire, "RDGFIELD?"));
        }

        await wire.ClearAsync(default);
        Assert.Equal("LSCI,MODEL475,H475123,1.0", await QueryAsync(wire, "*IDN?"));
        Assert.Empty(gaussmeter.Faults);
        Assert.Equal([.. Enumerable.Repeat("RDGFIELD?", 10), "*IDN?", "*IDN?"], gaussmeter.Received);

        static string? Answer(string message) => message switch
        {
            "*IDN?" => "LSCI,MODEL475,H475123,1.0",
            "RDGFIELD?" => "+625.000E-03",
            _ => null,
        };
    }

    [Fact]
    public async Task LakeShore475_DriverAtTheBenchFilesAddress_ReadsTheField()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(
            [("device", "lakeshore-475", [])],
            new SampleDefinition { Magnet = new MagnetDefinition() },
            [new WiringDefinition("device", SamplePort.Gap, null, default)],
            twin: new Dictionary<string, (string, object)[]>
            {
                ["device"] = [("noise", MagneticField.FromTesla(0)), ("offset", MagneticField.FromTesla(0.25))],
            });
        ITwin twin = bench.Virtual.Find("device")!;
        SerialInstrument gaussmeter = Start(LakeShore475(async message =>
        {
            ReadOnlyMemory<byte> answer = await twin.ExecuteAsync(Encoding.Latin1.GetBytes(message), default);
            return answer.IsEmpty ? null : Encoding.Latin1.GetString(answer.Span);
        }));
        DriverDescription driver = DriverCatalog.Shipped.Get("lakeshore-475");
        await using IWire wire = await OpenAsync("lakeshore-475", driver.Manners.Serial, driver.Manners);
        await using IInstrument made = driver.Make(new DriverContext(
            "gaussmeter",
            SettingValues.Of(driver.Settings),
            new TwinBench.RecordingGate(),
            TimeProvider.System,
            wire,
            _ => null));

        await ((ScpiInstrument)made).OpenAsync(default);
        double tesla = (await ((IGaussmeter)made).ReadFieldAsync()).Tesla;

        Assert.NotEqual(0, tesla);
        Assert.Equal(double.Parse((await bench.AskAsync("RDGFIELD?"))!, CultureInfo.InvariantCulture), tesla, 1e-12);
        Assert.Empty(gaussmeter.Faults);
    }

    [Fact]
    public async Task LakeShore475_CharacterOfWrongParity_IsNotDropped()
    {
        // The system puts NUL where the sign was damaged; without it the reading would be a positive one.
        Start(new SerialInstrument(_ => "\0625.000E-03") { Terminator = "\r\n" });
        await using IWire wire = await OpenAsync("lakeshore-475", LakeShore, OneQuery);

        Assert.Equal("\0625.000E-03", await QueryAsync(wire, "RDGFIELD?"));
    }

    [Fact]
    public async Task Kepco_EchoPromptAndRemoteCommand_AreTheWiresBusiness()
    {
        SerialInstrument supply = Start(new SerialInstrument(message => message switch
        {
            "*IDN?;*IDN?" =>
                "KEPCO,BIT 4886 36-12  08-04-2023,H249977,4.04-1.82;KEPCO,BIT 4886 36-12  08-04-2023,H249977,4.04-1.82",
            "MEAS:CURR?" => "1.2E-3",
            _ => null,
        })
        {
            Terminator = "\r\n",
            EchoOfEnd = "\r\n",
            Prompt = ">",
        });
        await using IWire wire = await OpenAsync(
            "kepco-bop-bit4886", Kepco, DriverCatalog.Shipped.Get("kepco-bop-bit4886").Manners);

        await wire.WriteAsync("CURR 1.2E-3"u8.ToArray(), default);
        Assert.Equal("1.2E-3", await QueryAsync(wire, "MEAS:CURR?"));
        await wire.ClearAsync(default);
        Assert.Equal("1.2E-3", await QueryAsync(wire, "MEAS:CURR?"));

        Assert.Equal([":SYST:REM 1", "CURR 1.2E-3", "MEAS:CURR?", ":SYST:REM 1", "*IDN?;*IDN?", "MEAS:CURR?"], supply.Received);
        Assert.Empty(supply.Faults);
    }

    [Fact]
    public async Task Avtech_At1200BdWithEchoAndPrompt_AnswersWithoutThem()
    {
        InstrumentManners manners = DriverCatalog.Shipped.Get("avtech-avr-3he-b").Manners;
        Assert.Equal((1200, true), (manners.Serial.Baud, manners.Serial.Echo));
        const string identity = "AVTECH,AVR-3HE-B,12345,5.00";
        SerialInstrument pulser = Start(new SerialInstrument(message => message == "*IDN?"
            ? identity
            : message.EndsWith('?') ? "1e-8" : null)
        {
            Terminator = "\r",
            EchoOfEnd = "\r\n",
            Prompt = manners.Serial.Prompt,
            IsOneQueryAMessage = true,
        });
        await using IWire wire = await OpenAsync("avtech-avr-3he-b", manners.Serial, manners);

        Assert.Equal(identity, await QueryAsync(wire, "*IDN?"));
        await wire.WriteAsync("PULS:WIDT 10ns"u8.ToArray(), default);
        Assert.Equal("1e-8", await QueryAsync(wire, "PULS:WIDT?"));
        await wire.ClearAsync(default);
        Assert.Equal("1e-8", await QueryAsync(wire, "PULS:WIDT?"));
        Assert.Empty(pulser.Faults);
    }

    [Fact]
    public async Task Keithley2182A_WithCarriageReturn_IsAskedAndAnswersWithIt()
    {
        SerialInstrument voltmeter = Start(new SerialInstrument(_ => "-1.23456789E-06") { Terminator = "\r", AnswerEnd = "\r" });
        await using IWire wire = await OpenAsync(
            "keithley-2182a", new SerialSettings { Terminator = "cr" }, new InstrumentManners());

        Assert.Equal("-1.23456789E-06", await QueryAsync(wire, ":READ?"));
        Assert.Equal("-1.23456789E-06", await QueryAsync(wire, ":FETC?"));
        Assert.Empty(voltmeter.Faults);
    }

    [Theory]
    [InlineData("lf", "", "\r")]
    [InlineData("lf", "", "\n\r")]
    [InlineData("lf", "\0", "\r\n")]
    [InlineData("lf", "\r\n", "\r\n\0")]
    [InlineData("cr", "\n", "\n")]
    [InlineData("cr", "", "\r\n")]
    [InlineData("crlf", "", "\n")]
    [InlineData("crlf", "\n", "\0\r")]
    public async Task Answer_WithAnyEndAndBlankLines_IsItsText(string terminator, string start, string end)
    {
        int count = 0;
        Start(new SerialInstrument(_ => $"{++count}")
        {
            Terminator = terminator switch { "cr" => "\r", "crlf" => "\r\n", _ => "\n" },
            AnswerStart = start,
            AnswerEnd = end,
        });
        await using IWire wire = await OpenAsync(
            "keithley-2400", new SerialSettings { Terminator = terminator }, new InstrumentManners());

        for (int i = 1; i <= 5; i++)
        {
            Assert.Equal($"{i}", await QueryAsync(wire, "READ?"));
        }
    }

    [Fact]
    public async Task Echo_ThatTheBenchFileDoesNotName_IsTold()
    {
        Start(new SerialInstrument(_ => "1") { EchoOfEnd = "\r\n" });
        await using IWire wire = await OpenAsync("keithley-2400", new SerialSettings(), new InstrumentManners());
        await wire.WriteAsync("OUTP OFF"u8.ToArray(), default);

        foreach (Func<Task> action in (Func<Task>[])[() => QueryAsync(wire, "OUTP?"), () => wire.ClearAsync(default).AsTask()])
        {
            var error = await Assert.ThrowsAsync<WireException>(action);

            Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
            Assert.Equal(
                "The instrument sends back what it receives; switch its echo off, or write 'serial: { echo: on }'",
                error.Message);
        }
    }

    [Fact]
    public async Task Echo_ThatDoesNotCome_IsTold()
    {
        Start(new SerialInstrument(_ => "1"));
        await using IWire wire = await OpenAsync(
            "keithley-2400", new SerialSettings { Echo = true }, new InstrumentManners(), Duration.FromSeconds(1));

        var error = await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "OUTP?"));

        Assert.Equal(
            "The instrument did not send back what it received within 1 s; where it has no echo, write 'serial: { echo: off }'",
            error.Message);
    }

    [Fact]
    public async Task Prompt_ThatDoesNotCome_IsTold()
    {
        Start(new SerialInstrument(_ => "1"));
        await using IWire wire = await OpenAsync(
            "keithley-2400", new SerialSettings { Prompt = ">" }, new InstrumentManners(), Duration.FromSeconds(1));

        Assert.Equal("1", await QueryAsync(wire, "OUTP?"));
        var error = await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "OUTP?"));

        Assert.Equal(
            "The instrument's prompt did not come within 1 s; where it sends none, write 'serial: { prompt: \"\" }'",
            error.Message);
    }

    private static SerialInstrument LakeShore475(Func<string, string?> answer) =>
        LakeShore475(message => Task.FromResult(answer(message)));

    private static SerialInstrument LakeShore475(Func<string, Task<string?>> answer) => new(answer)
    {
        Terminator = "\r\n",
        SendsOddParity = true,
        IsOneQueryAMessage = true,
        MinimumGap = TimeSpan.FromMilliseconds(50),
    };

    private static async Task<string> QueryAsync(IWire wire, string query)
    {
        await wire.WriteAsync(Encoding.Latin1.GetBytes(query), default);
        return Encoding.Latin1.GetString((await wire.ReadAsync(default)).Span);
    }

    private SerialInstrument Start(SerialInstrument started)
    {
        instrument = started;
        started.Start(terminal.OtherPath);
        return started;
    }

    private async Task<IWire> OpenAsync(
        string driver, SerialSettings serial, InstrumentManners manners, Duration? timeout = null) =>
        (await new SerialWires().TryOpenAsync(
            Addressed.At($"ASRL{terminal.DevicePath}::INSTR") with
            {
                Driver = driver,
                Serial = serial,
                Manners = manners,
                Timeout = timeout ?? Duration.FromSeconds(20),
            },
            default))!;
}
