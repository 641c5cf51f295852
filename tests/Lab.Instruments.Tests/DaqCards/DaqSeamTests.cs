using Lab.Benches;
using Lab.Benches.Twins;
using Lab.Instruments.Clocks;
using Lab.Instruments.DaqCards;
using Lab.Instruments.DaqCards.Library;
using Lab.Instruments.Drivers;
using Lab.Instruments.Shots;
using Lab.Instruments.Tests.Wires;
using Lab.Instruments.Wires;
using Lab.Mocks.DaqCards;
using Lab.Mocks.Faults;
using Lab.Mocks.Serving;
using Lab.Mocks.Stages;
using Lab.Mocks.Wires;
using Lab.Quantities;
using Lab.Wires;
using Lab.Wires.Transcripts;

namespace Lab.Instruments.Tests.DaqCards;

/// <summary>The seam of calls gives what a wire gives: faults on the way, a twin in another process, a transcript.</summary>
public sealed class DaqSeamTests
{
    private const int Count = 500;
    private const double Rate = 50e3;

    public static TheoryData<InjectedFault> PassingFaults =>
    [
        InjectedFault.Timeout, InjectedFault.Late, InjectedFault.Garbage, InjectedFault.Truncated, InjectedFault.Disconnect,
    ];

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task Shot_FaultsOnTheWay_IsTakenOnceAndRight(InjectedFault fault)
    {
        await using TwinBench bench = await DaqBench.OpenAsync("ni-daqmx");
        List<TriggerMoment> edges = DaqBench.ListenToTriggers(bench);
        using var faulty = new FaultyTwin(bench.Virtual.Find("device")!, [new FaultDefinition("device", fault, 0.1)], 1);
        var notes = new List<FaultNote>();
        await using IDaqCard card = await OpenAsync(new MemoryWire(faulty, "sim:"), bench.Clock, notes.Add);
        var shot = new Shot(card, (card, DaqBench.SineShot(1, Count, Rate, new PulseTask("ctr0", 1e-3, 1e-4))));
        await shot.PrepareAsync(default);
        for (int i = 0; i < 20; i++)
        {
            ShotTrace trace = Assert.Single(await shot.TakeAsync(default));
            Assert.Equal(Count, trace.Samples.Length);
            Assert.Equal(DaqBench.LoopGain, DaqBench.Demodulate(trace.Samples.Span).Volts, 4e-3);
        }

        // A call that was sent again was not carried out again: as many pulses as shots.
        Assert.Equal(20, edges.Count);
        Assert.NotEmpty(notes);
        Assert.Equal(notes.Count, ((IConnected)card).RetryCount);
    }

    [Fact]
    public async Task Shot_DeviceResetInIt_IsARebootAndTheCardIsOpenedAgain()
    {
        await using TwinBench bench = await DaqBench.OpenAsync("ni-daqmx");
        IDaqCard card = bench.Get<IDaqCard>();
        var shot = new Shot(card, (card, DaqBench.SineShot(1, Count, Rate)));
        await shot.PrepareAsync(default);
        await shot.TakeAsync(default);
        bench.Virtual.Find("device")!.PowerCycle();

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => shot.TakeAsync(default));
        Assert.Equal(InstrumentFault.Rebooted, error.Fault);
        Assert.True(((IConnected)card).NeedsOpening);
        await ((IConnected)card).ReopenAsync(default);
        await shot.PrepareAsync(default);
        Assert.Single(await shot.TakeAsync(default));
    }

    [Fact]
    public async Task Twin_PulledOut_FailsEveryCallUntilItIsBack()
    {
        await using TwinBench bench = await DaqBench.OpenAsync("ni-daqmx");
        IDaqCard card = bench.Get<IDaqCard>();
        var twin = (NiDaqmxCardTwin)bench.Virtual.Find("device")!;
        twin.IsUnplugged = true;
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => card.SetVoltageAsync("ao0", Voltage.FromVolts(1)).AsTask());
        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.Contains("-201003", error.Message, StringComparison.Ordinal);
        twin.IsUnplugged = false;
        await ((IConnected)card).ReopenAsync(default);
        await card.SetVoltageAsync("ao0", Voltage.FromVolts(1));
    }

    [Fact]
    public async Task Served_TwinBehindASocket_TakesShotsAndSingleReadings()
    {
        await using TwinBench bench = await DaqBench.OpenAsync("ni-daqmx");
        await using var server = new TwinServer(bench.Definition, 1, new TwinServerOptions { HasClockPort = true });
        int port = server.EndPoints.Single(each => each.Instrument == "device").EndPoint.Port;
        InstrumentDefinition instrument = bench.Definition.Instruments[0] with
        {
            Address = $"TCPIP::127.0.0.1::{port}::SOCKET",
        };
        IWire wire = (await new SocketWires().TryOpenAsync(instrument, default))!;
        await using IDaqCard card = await OpenAsync(wire, new VirtualClock(), _ => { });
        var shot = new Shot(card, (card, DaqBench.SineShot(1, Count, Rate)));
        await shot.PrepareAsync(default);

        ShotTrace trace = Assert.Single(await shot.TakeAsync(default));

        Assert.Equal(DaqBench.LoopGain, DaqBench.Demodulate(trace.Samples.Span).Volts, 4e-3);
        await card.SetVoltageAsync("ao0", Voltage.FromVolts(0.5));
        Assert.Equal(0.5, (await card.GetVoltageAsync("ao0")).Volts, 1e-3);
    }

    [Fact]
    public async Task Transcript_OfAShot_HoldsCallsWithTheirArguments()
    {
        await using TwinBench bench = await DaqBench.OpenAsync("ni-daqmx");
        var text = new StringWriter();
        var transcript = new TranscriptWriter(text);
        transcript.Start(bench.Clock);
        await using IDaqCard card = await OpenAsync(
            new RecordingWire("card", new MemoryWire(bench.Virtual.Find("device")!, "sim:"), transcript), bench.Clock, _ => { });
        await card.PrepareAsync(DaqBench.SineShot(1, Count, Rate), isSource: true, default);

        string[] lines = text.ToString().Split('\n');
        Assert.Contains(lines, line => line.EndsWith(
            "DAQmxCfgSampClkTiming \"card.in\" \"/Dev1/ao/SampleClock\" 50000 10178 500", StringComparison.Ordinal));
        Assert.Contains(
            lines, line => line.Contains("DAQmxWriteAnalogF64 \"card.out\" 500 0 5 #44000", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("< 1 0,23,8;.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*IDN?")]
    [InlineData("1 viOpen 3")]
    [InlineData("x DAQmxStartTask \"a\"")]
    [InlineData("1 DAQmxStartTask \"a")]
    public void Execute_WhatIsNoCall_IsNotAnswered(string message) => Assert.Equal(string.Empty, Execute(message));

    [Theory]
    [InlineData("1 DAQmxStartTask \"none\"", "1 -200088,\"Task specified is invalid or does not exist.\\nTask Name: none\";.")]
    [InlineData("2 DAQmxNonsense \"none\"", "2 -200088,\"Task specified is invalid or does not exist.\\nTask Name: none\";.")]
    [InlineData("3 DAQmxCreateTask", "3 -1,\"DAQmxCreateTask: argument 1 is missing\";.")]
    [InlineData("4 DAQmxGetDevNothing \"Dev1\"", "4 -1,\"DAQmxGetDevNothing: there is no such function\";.")]
    [InlineData("5 DAQmxGetDevProductType \"Dev9\"", "5 -200220,\"Device identifier is invalid.\\nDevice Specified: Dev9\";.")]
    [InlineData("6 DAQmxGetDevAIVoltageRngs \"Dev1\"", "6 0,-0.2,0.2,-1,1,-5,5,-10,10;.")]
    public void Execute_Call_IsAnsweredWithItsNumber(string message, string answer) => Assert.Equal(answer, Execute(message));

    /// <summary>What may be done with a task in which state, with the numbers of NIDAQmx.h.</summary>
    [Theory]
    [InlineData(-200478, "DAQmxStartTask \"t\"")]
    [InlineData(-200170, "DAQmxCreateAOVoltageChan \"t\" \"Dev1/ao7\" -10 10")]
    [InlineData(
        -200462,
        "DAQmxCreateAOVoltageChan \"t\" \"Dev1/ao0\" -10 10",
        "DAQmxCfgSampClkTiming \"t\" \"\" 1000 10178 2",
        "DAQmxStartTask \"t\"")]
    [InlineData(-200077, "DAQmxCreateAIVoltageChan \"t\" \"Dev1/ai0\" -1 -20 20")]
    [InlineData(
        -200077,
        "DAQmxCreateAIVoltageChan \"t\" \"Dev1/ai0, Dev1/ai1\" -1 -10 10",
        "DAQmxCfgSampClkTiming \"t\" \"\" 200000 10178 2")]
    [InlineData(-200479, "DAQmxCreateCOPulseChanTime \"t\" \"Dev1/ctr0\" 1 1 1", "DAQmxStartTask \"t\"", "DAQmxStartTask \"t\"")]
    [InlineData(
        -200557,
        "DAQmxCreateCOPulseChanTime \"t\" \"Dev1/ctr0\" 1 1 1",
        "DAQmxStartTask \"t\"",
        "DAQmxSetCOPulseTimeInitialDelay \"t\" \"Dev1/ctr0\" 2")]
    [InlineData(
        -200284,
        "DAQmxCreateAIVoltageChan \"t\" \"Dev1/ai0\" -1 -10 10",
        "DAQmxCfgSampClkTiming \"t\" \"/Dev1/ao/SampleClock\" 1000 10178 2",
        "DAQmxStartTask \"t\"",
        "DAQmxReadAnalogF64 \"t\" 2 1 0.1")]
    [InlineData(
        -200278,
        "DAQmxCreateAIVoltageChan \"t\" \"Dev1/ai0\" -1 -10 10",
        "DAQmxCfgSampClkTiming \"t\" \"\" 1000 10178 2",
        "DAQmxStartTask \"t\"",
        "DAQmxReadAnalogF64 \"t\" 3 1 1")]
    [InlineData(
        -50103,
        "DAQmxCreateCOPulseChanTime \"t\" \"Dev1/ctr0\" 1 1 1",
        "DAQmxStartTask \"t\"",
        "DAQmxCreateTask \"u\"",
        "DAQmxCreateCOPulseChanTime \"u\" \"Dev1/ctr0\" 1 1 1",
        "DAQmxStartTask \"u\"")]
    [InlineData(-200088, "DAQmxClearTask \"t\"", "DAQmxStartTask \"t\"")]
    [InlineData(
        -200290,
        "DAQmxCreateAOVoltageChan \"t\" \"Dev1/ao0\" -10 10",
        "DAQmxCfgSampClkTiming \"t\" \"\" 1000 10178 2",
        "DAQmxSetWriteRegenMode \"t\" 10158",
        "DAQmxWriteAnalogF64 \"t\" 2 0 5 #216\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "DAQmxStartTask \"t\"",
        "DAQmxWaitUntilTaskDone \"t\" 1",
        "DAQmxStopTask \"t\"",
        "DAQmxStartTask \"t\"")]
    public void Twin_TaskInTheWrongState_GivesTheLibrarysNumber(int status, params string[] calls)
    {
        string[] answers = ExecuteAll(["DAQmxCreateTask \"t\"", .. calls]);
        Assert.All(answers[..^1], answer => Assert.Contains(" 0", answer, StringComparison.Ordinal));
        Assert.Contains($" {status},\"", answers[^1], StringComparison.Ordinal);
    }

    private static string Execute(string message)
    {
        var answer = new TwinAnswer();
        using DaqCallServer calls = NewServer(out _);
        calls.Execute(System.Text.Encoding.UTF8.GetBytes(message), answer);
        return System.Text.Encoding.UTF8.GetString(answer.ToArray());
    }

    private static string[] ExecuteAll(string[] messages)
    {
        using var twin = NewTwin();
        return
        [
            .. messages.Select((message, i) => System.Text.Encoding.UTF8.GetString(
                twin.ExecuteAsync(System.Text.Encoding.UTF8.GetBytes($"{i} {message}"), default).AsTask().Result.Span)),
        ];
    }

    private static NiDaqmxCardTwin NewTwin() => new(NewContext());

    private static DaqCallServer NewServer(out SimulatedCard card) =>
        new(card = new SimulatedCard(NewContext(), new CardErrors(0, 0, 0, 0, 0)));

    private static TwinContext NewContext() => new(
        "device", SettingValues.Of([]), SettingValues.Of(NiDaqmxCardTwin.Description.Settings),
        new SampleStage(new BenchDefinition { Name = "test", Instruments = [], SafeState = [] }, 1, new VirtualClock()), 1);

    private static async Task<IDaqCard> OpenAsync(IWire wire, TimeProvider clock, Action<FaultNote> noticed)
    {
        DriverDescription driver = DriverCatalog.Shipped.Get("ni-daqmx");
        var card = (IDaqCard)driver.Make(new DriverContext(
            "card", SettingValues.Of(driver.Settings), new TwinBench.RecordingGate(), clock, wire, _ => null)
        {
            OnFault = new FaultPolicy
            {
                Rules = FaultPolicy.OfExchanges.ToDictionary(each => each, _ => new FaultRule(10, 0)),
            },
            FaultNoticed = noticed,
        });
        await ((IConnected)card).OpenAsync(default);
        return card;
    }
}
