using System.Globalization;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Manners;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.SourceMeters;
using Lab.Instruments.Tests.Electromagnets;
using Lab.Instruments.Tests.Sessions;
using Lab.Quantities;

namespace Lab.Instruments.Tests.RealInstruments;

/// <summary>The statements of manuals and public drivers on real instruments, finding by finding (F1 to F18), held against the
/// shipped drivers. The sources are in the README of each driver's folder.</summary>
public sealed class FindingsOnDriversTests
{
    [Fact]
    public async Task F01_Keithley2182A_ReadsWithoutReadingNumbers()
    {
        await using TwinBench bench = await TwinBench.OpenAsync("keithley-2182a");
        INanovoltmeter meter = bench.Get<INanovoltmeter>();
        Assert.True(double.IsFinite((await meter.ReadAsync()).Volts));
        Assert.NotEqual(await meter.ReadAsync(), await meter.ReadAsync());
        Assert.Equal("READ", await bench.AskAsync(":FORM:ELEM?"));
        Assert.Equal("-224,\"Illegal parameter value\"", await bench.AskAsync(":FORM:ELEM READ,RNUM;:SYST:ERR?"));
    }

    [Theory]
    [InlineData("rohde-schwarz-smb100a", ":SOUR:POW:OFFS -20", ":SOUR:POW:OFFS?", "0")]
    [InlineData("rohde-schwarz-smb100a", ":SOUR:FREQ:OFFS 1 MHz", ":SOUR:FREQ:OFFS?", "0")]
    [InlineData("rohde-schwarz-smb100a", ":SOUR:FREQ:MULT 2", ":SOUR:FREQ:MULT?", "1")]
    [InlineData("rohde-schwarz-smb100a", ":UNIT:POW V", ":UNIT:POW?", "DBM")]
    [InlineData("rohde-schwarz-smb100a", ":PULM:STAT ON", ":PULM:STAT?", "0")]
    [InlineData("keysight-e8257d", ":SOUR:POW:OFFS -20", ":SOUR:POW:OFFS?", "0")]
    [InlineData("keysight-e8257d", ":SOUR:POW:REF -20;REF:STAT ON", ":SOUR:POW:REF:STAT?", "0")]
    [InlineData("keysight-e8257d", ":SOUR:FREQ:OFFS 1 MHz", ":SOUR:FREQ:OFFS?", "0")]
    [InlineData("keysight-e8257d", ":SOUR:FREQ:MULT 2", ":SOUR:FREQ:MULT?", "1")]
    [InlineData("keysight-e8257d", ":UNIT:POW V", ":UNIT:POW?", "DBM")]
    public async Task F04_RfGenerators_LeftOverOffsetsEndAtOpening(string driver, string leftOver, string query, string expected)
    {
        await using TwinBench bench = await TwinBench.OpenAsync(driver);
        await bench.AskAsync(leftOver);
        Assert.NotEqual(expected, await bench.AskAsync(query));

        await ((ScpiInstrument)bench.Get<IRfGenerator>()).OpenAsync(default);

        Assert.Equal(double.TryParse(expected, out double number) ? number : expected, Number(await bench.AskAsync(query)));
    }

    [Fact]
    public async Task F04_RohdeSchwarz_LevelLimitOfTheGenerator_IsNeverExceededSilently()
    {
        await using TwinBench bench = await TwinBench.OpenAsync("rohde-schwarz-smb100a");
        await bench.AskAsync(":SOUR:POW:LIM -10");
        IRfGenerator rf = bench.Get<IRfGenerator>();
        await ((ScpiInstrument)rf).OpenAsync(default);

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => rf.SetPowerAsync(Power.FromDbm(-5)).AsTask());

        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Contains("above the level limit of -10 dBm that is set at the generator", error.Message, StringComparison.Ordinal);
        await rf.SetPowerAsync(Power.FromDbm(-10));
    }

    [Fact]
    public async Task F05_YokogawaGs200_SafeStateOfAPausedProgram_DoesNotResumeIt()
    {
        await using TwinBench bench = await TwinBench.OpenAsync("yokogawa-gs200");
        var source = bench.Get<ICurrentSource>();
        await source.SetOutputAsync(on: true);
        await bench.AskAsync(
            ":PROG:EDIT:STAR;:SOUR:LEV 0.5E-3;:SOUR:LEV 1E-3;:PROG:EDIT:END;:PROG:INT 1;:PROG:SLOP 1;:PROG:REP 1;:PROG:RUN");
        bench.Clock.Advance(Duration.FromSeconds(0.5));
        await bench.AskAsync(":PROG:HOLD");
        string paused = (await bench.AskAsync(":SOUR:LEV?"))!;

        // The toggle resumes, a pause does not.
        await ((ICurrentProgram)source).StopProgramAsync();
        bench.Clock.Advance(Duration.FromSeconds(0.5));
        Assert.Equal(paused, await bench.AskAsync(":SOUR:LEV?"));
        await bench.AskAsync(":PROG:HOLD");
        bench.Clock.Advance(Duration.FromSeconds(0.5));
        Assert.NotEqual(paused, await bench.AskAsync(":SOUR:LEV?"));

        await ((IInstrument)source).MakeSafeAsync();
        Assert.Equal("0", await bench.AskAsync(":OUTP?"));
    }

    [Fact]
    public async Task F07_Keithley6221_Program_HasItsDelayAndComplianceAtEachPoint()
    {
        await using TwinBench bench = await TwinBench.OpenAsync("keithley-6221");
        await bench.AskAsync(":SOUR:LIST:DEL 7;COMP 55;:SOUR:SWE:RANG FIX;CAB 1");
        var source = bench.Get<ICurrentSource>();
        await source.SetComplianceAsync(Voltage.FromVolts(2));

        await ((ICurrentProgram)source).StartProgramAsync(
            [Current.FromMilliamperes(1), Current.FromMilliamperes(2)], Duration.FromSeconds(0.1), default, 1);

        string delays = (await bench.AskAsync(":SOUR:LIST:DEL?"))!;
        string compliances = (await bench.AskAsync(":SOUR:LIST:COMP?"))!;
        Assert.Equal([0.1, 0.1], Numbers(delays));
        Assert.Equal([2, 2], Numbers(compliances));
        Assert.Equal("BEST;0", await bench.AskAsync(":SOUR:SWE:RANG?;CAB?"));
    }

    [Theory]
    [InlineData("+0;+60")]
    [InlineData("000;060")]
    public async Task F08_Registers_WithSignOrZeros_OpenTheInstrument(string armed)
    {
        await using var wire = new FakeWire();
        await using var session = new InstrumentSession(
            "rf", wire.Answers(armed), new TwinBench.RecordingGate(), new VirtualClock(), new InstrumentManners());

        await session.ArmAsync(default);
    }

    [Fact]
    public async Task F09_LakeShore475_IsAskedOneQueryAMessage()
    {
        await using TwinBench bench = await TwinBench.OpenAsync("lakeshore-475");
        InstrumentManners manners = DriverCatalog.Shipped.Get("lakeshore-475").Manners;

        Assert.False(manners.TakesSeveralQueries);
        Assert.Equal(0.05, manners.MessageGap.Seconds);
        Assert.True(double.IsFinite((await bench.Get<IGaussmeter>().ReadFieldAsync()).Tesla));
    }

    [Theory]
    [InlineData("lakeshore-475", 9600, 7, "odd", "crlf", "none", false)]
    [InlineData("keithley-2182a", 9600, 8, "none", "cr", "none", false)]
    [InlineData("keithley-2400", 9600, 8, "none", "cr", "none", false)]
    [InlineData("keithley-6221", 115200, 8, "none", "cr", "none", false)]
    [InlineData("kepco-bop-bit4886", 9600, 8, "none", "crlf", "xon-xoff", false)]
    [InlineData("avtech-avr-3he-b", 1200, 8, "none", "cr", "none", true)]
    public void F10_SerialPorts_AreSetAsTheInstrumentsLeaveTheFactory(
        string driver, int baud, int dataBits, string parity, string terminator, string flow, bool echo)
    {
        var serial = DriverCatalog.Shipped.Get(driver).Manners.Serial;

        Assert.Equal((baud, dataBits, parity), (serial.Baud, serial.DataBits, serial.Parity));
        Assert.Equal((terminator, flow, echo), (serial.Terminator, serial.Flow, serial.Echo));
    }

    [Fact]
    public async Task F11_LakeShore475_ProbeTemperatureLeftInKelvin_ReadsInCelsius()
    {
        await using TwinBench bench = await TwinBench.OpenAsync("lakeshore-475");
        await bench.AskAsync("TUNIT 2");
        var gaussmeter = bench.Get<IGaussmeter>();

        await ((ScpiInstrument)gaussmeter).OpenAsync(default);

        Assert.Equal(24.5, (await gaussmeter.ReadProbeTemperatureAsync()).DegreesCelsius, 0.01);
    }

    [Theory]
    [InlineData("KEPCO, BIT 4886 100-2 123456 1.8-")]
    [InlineData("KEPCO, BIT4886-6 200-20, A38621 11/10/98, 1.81-1.81.")]
    public async Task F12_Kepco_OlderCards_AreRecognised(string identity)
    {
        await using var wire = new FakeWire();
        await using var session = new InstrumentSession(
            "supply",
            wire.Answers(identity, identity),
            new TwinBench.RecordingGate(),
            new VirtualClock(),
            new InstrumentManners());

        Assert.Equal("KEPCO", (await session.IdentifyAsync(["BIT 4886", "BIT4886"], default)).Manufacturer);
    }

    [Fact]
    public void F13_Kepco_OnASerialPort_IsPutIntoRemote() =>
        Assert.Equal(":SYST:REM 1", DriverCatalog.Shipped.Get("kepco-bop-bit4886").Manners.SerialRemoteCommand);

    [Fact]
    public async Task F14_Kepco_AfterAChange_IsReadBackNoSoonerThan320Milliseconds()
    {
        await using TwinBench bench = await MagnetBench.OneAsync("kepco-bop-bit4886", SamplePort.Coil);
        var supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(on: true);
        await supply.RampToAsync(Current.FromAmperes(0.05));
        Duration changed = bench.Clock.Now();

        await supply.MeasureCurrentAsync();

        Assert.InRange((bench.Clock.Now() - changed).Seconds, 0.2, 0.4); // the ramp's own pause of 50 ms is part of it
        Assert.Equal("1", await bench.AskAsync(":CURR:RANG?"));
    }

    [Theory]
    [InlineData("keithley-2400", "MODEL 2401", "MODEL 2410", "MODEL 2420", "MODEL 2425", "MODEL 2430", "MODEL 2440")]
    [InlineData("keithley-6221", "MODEL 6220")]
    [InlineData("keithley-2182a", "MODEL 2182")]
    [InlineData("keysight-e8257d", "E8267D", "N5183A", "N5173B")]
    [InlineData("rohde-schwarz-smb100a", "SMA100A", "SMA100B", "SMB100B")]
    [InlineData("lakeshore-475", "MODEL455", "MODEL425")]
    [InlineData("kepco-bop-bit4886", "BIT 4882", "BIT 802E")]
    public async Task F16_SisterModels_AreAccepted(string driver, params string[] models)
    {
        foreach (string model in models)
        {
            await using var wire = new FakeWire();
            string identity = $"MAKER,{model},1,1";
            wire.Answers(identity, identity, "0,\"No error\"");
            IInstrument made = DriverCatalog.Shipped.Get(driver).Make(Context(driver, wire));
            try
            {
                await ((ScpiInstrument)made).AttachAsync(default);
            }
            catch (InstrumentException error) when (error.Fault != InstrumentFault.WrongInstrument)
            {
                // The wire says no more than who it is.
            }

            Assert.Equal(model, made.Identity.Model);
        }
    }

    [Theory]
    [InlineData(":SYST:RSEN ON", "four wires are left")]
    [InlineData(":ROUT:TERM REAR", "the rear terminals are left")]
    public async Task F17_Keithley2400_WiresAndTerminals_AreMadeRightWithTheOutputOffAndRefusedWithItOn(
        string leftOver, string because)
    {
        await using TwinBench bench = await TwinBench.OpenAsync("keithley-2400");
        var meter = bench.Get<ISourceMeter>();
        await bench.AskAsync($"{leftOver};:OUTP ON");

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => ((ScpiInstrument)meter).OpenAsync(default).AsTask());
        Assert.True(error.Fault == InstrumentFault.Limit, because);

        await bench.AskAsync(":OUTP OFF");
        await ((ScpiInstrument)meter).OpenAsync(default);
        Assert.Equal("0;FRON", await bench.AskAsync(":SYST:RSEN?;:ROUT:TERM?"));
    }

    [Fact]
    public async Task F17_Keithley2400_Readings_CarryNoTime()
    {
        await using TwinBench bench = await TwinBench.OpenAsync("keithley-2400");

        Assert.Equal("VOLT,CURR,STAT", await bench.AskAsync(":FORM:ELEM?"));
    }

    [Fact]
    public async Task F18_Keithley6221_OutputThatStaysOff_NamesTheInterlock()
    {
        await using var wire = new FakeWire();
        wire.Answers("0,\"No error\"", "0", "0");
        IInstrument made = DriverCatalog.Shipped.Get("keithley-6221").Make(Context("keithley-6221", wire));

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => ((ICurrentSource)made).SetOutputAsync(on: true).AsTask());

        Assert.StartsWith("The output stays off; the interlock answers 0", error.Message, StringComparison.Ordinal);
    }

    private static DriverContext Context(string driver, FakeWire wire) => new(
        "device",
        SettingValues.Of(DriverCatalog.Shipped.Get(driver).Settings),
        new TwinBench.RecordingGate(),
        new VirtualClock(),
        wire,
        _ => null);

    private static object Number(string? answer) => double.TryParse(answer, out double number) ? number : answer ?? string.Empty;

    private static double[] Numbers(string answer) =>
        [.. answer.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
}
