using Lab.Benches;
using Lab.Doubles;
using Lab.Instruments.Clocks;
using Lab.Instruments.DaqCards;
using Lab.Instruments.Drivers;
using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;
using Lab.Instruments.Tests.Wires;
using Lab.Instruments.Wires;
using Lab.Quantities;
using Lab.Wires;
using Lab.Wires.Daqmx;

namespace Lab.Instruments.Tests.DaqCards;

/// <summary>The binding to NI-DAQmx against a stand-in in C with the same functions, through the shipped driver: signatures,
/// texts and arrays in both directions, errors, warnings, and a card that is pulled out.</summary>
[Collection(nameof(DaqmxDouble))]
public sealed class DaqmxBindingTests
{
    private const int Count = 2000;
    private const double Rate = 200e3;

    [Fact]
    public async Task Open_Double_TellsModelSerialNumberAndVersion()
    {
        await using DoubleBench bench = await DoubleBench.OpenAsync("open");
        Assert.Equal(
            new InstrumentIdentity("National Instruments", "PCIe-6321 double", "FEDCBA98", "NI-DAQmx 23.8"), bench.Card.Identity);
        Assert.Equal(["ao0", "ao1"], bench.Card.Capability.Outputs);
        Assert.Equal(["ctr0", "ctr1"], bench.Card.Capability.Counters);
        Assert.Equal((-10, 10, 10), (
            bench.Card.Capability.LeastOutput.Volts, bench.Card.Capability.LargestOutput.Volts,
            bench.Card.Capability.LargestInput.Volts));
        Assert.Equal((900e3, 250e3), (bench.Card.Capability.OutputRate, bench.Card.Capability.InputRate));
    }

    [Fact]
    public async Task SetVoltage_OneSample_PassesEveryArgumentAndClearsItsTask()
    {
        await using DoubleBench bench = await DoubleBench.OpenAsync("set");
        bench.Double.Trace();
        await bench.Card.SetVoltageAsync("ao1", Voltage.FromVolts(-2.5));

        // DAQmx_Val_Volts is 10348; a layout of 0 groups by channel; nothing is reserved.
        Assert.Equal(
            [
                "DAQmxCreateTask card.set",
                "DAQmxCreateAOVoltageChan Dev1/ao1 '' -10 10 10348 NULL",
                "DAQmxWriteAnalogF64 1 1 5 0 -2.5 NULL",
                "DAQmxClearTask card.set",
            ],
            bench.Double.Trace());
        Assert.Equal(0, bench.Double.TaskCount);
        Assert.Equal(-2.5, (await bench.Card.GetVoltageAsync("ao1")).Volts, 1e-12);
    }

    [Fact]
    public async Task Shot_WaveformRecordAndPulse_PassesEveryArgument()
    {
        await using DoubleBench bench = await DoubleBench.OpenAsync("shot");
        bench.Double.Trace();
        var shot = new Shot(bench.Card, (bench.Card, DaqBench.SineShot(1, Count, Rate, new PulseTask("ctr1", 1.5e-3, 1e-4))));
        await shot.PrepareAsync(default);
        string[] prepared = bench.Double.Trace();
        ShotTrace trace = Assert.Single(await shot.TakeAsync(default));
        string[] taken = bench.Double.Trace();

        Assert.Equal(DaqBench.Sine(1, Count), trace.Samples.ToArray()); // the inputs of the double see its outputs
        Assert.Equal(
            [
                "DAQmxCreateTask card.out",
                "DAQmxCreateAOVoltageChan Dev1/ao0 '' -10 10 10348 NULL",
                "DAQmxCfgSampClkTiming '' 200000 10280 10178 2000",
                "DAQmxSetWriteRegenMode 10097",
                $"DAQmxWriteAnalogF64 2000 0 5 0 {FormattableString.Invariant($"{DaqBench.Sine(1, Count)[^1]:0.########}")} NULL",
                "DAQmxTaskControl 3",
                "DAQmxGetSampClkRate",
                "DAQmxCreateTask card.in",
                "DAQmxCreateAIVoltageChan Dev1/ai0 '' 10106 -10 10 10348 NULL",
                "DAQmxCfgSampClkTiming '/Dev1/ao/SampleClock' 200000 10280 10178 2000",
                "DAQmxCfgDigEdgeStartTrig /Dev1/ao/StartTrigger 10280",
                "DAQmxCreateTask card.ctr1",
                "DAQmxCreateCOPulseChanTime Dev1/ctr1 '' 10364 10214 0.0015 1e-06 0.0001",
                "DAQmxCfgImplicitTiming 10178 1",
                "DAQmxCfgDigEdgeStartTrig /Dev1/ao/StartTrigger 10280",
                "DAQmxSetStartTrigRetriggerable 1",
                "DAQmxSetCOEnableInitialDelayOnRetrigger Dev1/ctr1 1",
            ],
            prepared.Select(line => line.TrimEnd()));
        Assert.Equal(
            [
                "DAQmxStartTask card.ctr1", "DAQmxStartTask card.in", "DAQmxStartTask card.out",
                "DAQmxWaitUntilTaskDone 0.1", "DAQmxReadAnalogF64 2000 0.1 0 2000 NULL", "DAQmxWaitUntilTaskDone 0.1",
                "DAQmxStopTask card.ctr1", "DAQmxStopTask card.out", "DAQmxStopTask card.in",
            ],
            taken);
    }

    [Theory]
    [InlineData("DAQmxCreateTask", -50103, InstrumentFault.Refused, "Another program uses that part of the card")]
    [InlineData("DAQmxWriteAnalogF64", -200561, InstrumentFault.Refused, "Choose a rate, time or voltage")]
    [InlineData("DAQmxCreateAOVoltageChan", -200088, InstrumentFault.Rebooted, "its tasks are gone")]
    [InlineData("DAQmxClearTask", -88705, InstrumentFault.Disconnected, "Check the card's cable and supply")]
    public async Task Call_Fails_IsAnErrorWithTheLibrarysWordsAndARemedy(
        string function, int status, InstrumentFault fault, string remedy)
    {
        await using DoubleBench bench = await DoubleBench.OpenAsync($"fails{status}");
        bench.Double.Fail(function, status);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Card.SetVoltageAsync("ao0", Voltage.FromVolts(1)).AsTask());
        bench.Double.Fail(function, 0);
        Assert.Equal(fault, error.Fault);
        Assert.StartsWith(
            $"NI-DAQmx reports {status}, 'The double was told to fail' (card, {function} ", error.Message,
            StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DAQmxClearTask", -200474)]
    [InlineData("DAQmxReadAnalogF64", -200284)]
    public async Task MakeSafe_WhateverACallGives_WritesZero(string function, int status)
    {
        await using DoubleBench bench = await DoubleBench.OpenAsync($"safe{status}");
        await bench.Card.SetVoltageAsync("ao1", Voltage.FromVolts(2));
        await bench.Card.PlayAsync([new PlayTask("ao0", 0, Channels.Voltage, DaqBench.Sine(3, Count), Rate)]);
        bench.Double.Fail(function, status);
        try
        {
            await bench.Card.MakeSafeAsync();
        }
        catch (InstrumentException error)
        {
            Assert.Contains($"{status}", error.Message, StringComparison.Ordinal);
        }

        string[] calls = bench.Double.Trace();
        int reset = Array.FindLastIndex(calls, call => call == "DAQmxResetDevice Dev1");
        string[] zeros = [.. calls[Math.Max(0, reset)..].Where(call => call == "DAQmxWriteAnalogF64 1 1 5 0 0 NULL")];
        Assert.InRange(zeros.Length, 1, 2);
        bench.Double.Fail(function, 0);
        await bench.Card.MakeSafeAsync();
        Assert.Equal(0, (await bench.Card.GetVoltageAsync("ao0")).Volts);
        Assert.Equal(0, (await bench.Card.GetVoltageAsync("ao1")).Volts);
    }

    [Fact]
    public async Task Call_Warns_IsToldAndGoesOn()
    {
        await using DoubleBench bench = await DoubleBench.OpenAsync("warns");
        bench.Double.Warn(200012);
        await bench.Card.SetVoltageAsync("ao0", Voltage.FromVolts(1));
        Assert.Equal([new InstrumentError(200012, "The words for 200012.")], await bench.Card.ReadErrorsAsync());
        Assert.Contains(bench.Told, told => told.Contains("200012", StringComparison.Ordinal));
        Assert.Equal(1, (await bench.Card.GetVoltageAsync("ao0")).Volts);
    }

    [Fact]
    public async Task Card_PulledOutInAShot_IsDisconnectedAndComesBack()
    {
        await using DoubleBench bench = await DoubleBench.OpenAsync("unplug");
        var shot = new Shot(bench.Card, (bench.Card, DaqBench.SineShot(1, Count, Rate)));
        await shot.PrepareAsync(default);
        await shot.TakeAsync(default);
        bench.Double.Unplug(true);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => shot.TakeAsync(default));
        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.True(((IConnected)bench.Card).NeedsOpening);

        bench.Double.Unplug(false);
        await ((IConnected)bench.Card).ReopenAsync(default);
        Assert.Equal(0, (await bench.Card.GetVoltageAsync("ao0")).Volts);
        await shot.PrepareAsync(default);
        Assert.Single(await shot.TakeAsync(default));
    }

    [Fact]
    public async Task Take_ManyShots_LeavesNoTaskAndNoRecord()
    {
        await using DoubleBench bench = await DoubleBench.OpenAsync("many");
        var shot = new Shot(bench.Card, (bench.Card, DaqBench.SineShot(1, Count, Rate, new PulseTask("ctr0", 1e-3, 1e-4))));
        await shot.PrepareAsync(default);
        int tasks = bench.Double.TaskCount;
        List<WeakReference> records = [];
        for (int i = 0; i < 1000; i++)
        {
            records.Add(new WeakReference(await shot.TakeAsync(default)));
        }

        Assert.Equal(tasks, bench.Double.TaskCount);
        GC.Collect();
        Assert.InRange(records.Count(record => record.IsAlive), 0, 10); // the last ones may be at hand
        await bench.Card.MakeSafeAsync();
        Assert.Equal(0, bench.Double.TaskCount);
    }

    [Fact]
    public async Task Dispose_TasksLeft_ClearsThem()
    {
        DoubleBench bench = await DoubleBench.OpenAsync("left");
        await bench.Card.PrepareAsync(DaqBench.SineShot(1, Count, Rate), isSource: true, default);
        Assert.Equal(2, bench.Double.TaskCount);
        await bench.DisposeAsync();
        Assert.Equal(0, bench.Double.TaskCount);
    }

    [Fact]
    public async Task Open_LibraryIsMissing_SaysWhatWhereAndHowToMend()
    {
        WireException error = await Assert.ThrowsAsync<WireException>(
            () => DaqmxWires.Of("/nowhere/libnidaqmx.so").TryOpenAsync(DoubleBench.Instrument("daqmx::Dev1"), default).AsTask());
        Assert.Equal(
            "NI-DAQmx cannot be used here (/nowhere/libnidaqmx.so is not there or cannot be loaded); install NI-DAQmx of ni.com "
                + "(on Linux the package ni-daqmx of the NI repository, and a restart for its kernel modules), or name the "
                + "library's file in LAB_DAQMX",
            error.Message);
        WireReport report = Assert.Single(DaqmxWires.Of("/nowhere/libnidaqmx.so").Report());
        Assert.False(report.IsAvailable);
    }

    [Fact]
    public async Task Open_FunctionIsMissing_NamesIt()
    {
        string file = DaqmxDouble.Build("symbol", "-DWITHOUT_CREATE_TASK");
        WireException error = await Assert.ThrowsAsync<WireException>(
            () => DaqmxWires.Of(file).TryOpenAsync(DoubleBench.Instrument("daqmx::Dev1"), default).AsTask());
        Assert.Contains(
            "is not NI-DAQmx, or too old: it has no function DAQmxCreateTask", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_NoSuchDevice_NamesThoseThatThereAre()
    {
        DaqmxWires wires = DaqmxWires.Of(DaqmxDouble.Load("device").File);
        WireException error = await Assert.ThrowsAsync<WireException>(
            () => wires.TryOpenAsync(DoubleBench.Instrument("daqmx::Dev7"), default).AsTask());
        Assert.StartsWith("NI-DAQmx knows no device 'Dev7', but Dev1;", error.Message, StringComparison.Ordinal);
        Assert.Null(await wires.TryOpenAsync(DoubleBench.Instrument("GPIB0::7::INSTR"), default));
        Assert.Contains("version 23.8, Dev1", Assert.Single(wires.Report()).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("daqmx::Dev1", "Dev1")]
    [InlineData("DAQmx::PXI1Slot2", "PXI1Slot2")]
    [InlineData("daqmx::", null)]
    [InlineData("daqmx::Dev1/ao0", null)]
    [InlineData("USB0::1::2::3::INSTR", null)]
    public void Name_OfAnAddress(string address, string? device) =>
        Assert.Equal(device, DaqmxName.TryParse(address, out DaqmxName name) ? name.Device : null);

    /// <summary>A card of the double behind the shipped driver, on the wall's clock.</summary>
    private sealed class DoubleBench : IAsyncDisposable
    {
        public required DaqmxDouble Double { get; init; }

        public required IDaqCard Card { get; init; }

        public required List<string> Told { get; init; }

        public static InstrumentDefinition Instrument(string address) => new(
            "card", "ni-daqmx", address, SettingValues.Of(DriverCatalog.Shipped.Get("ni-daqmx").Settings), [],
            SettingValues.Of([]));

        public static async Task<DoubleBench> OpenAsync(string variant)
        {
            var library = DaqmxDouble.Load(variant);
            InstrumentDefinition instrument = Instrument("daqmx::Dev1");
            IWire wire = (await DaqmxWires.Of(library.File).TryOpenAsync(instrument, default))!;
            var told = new List<string>();
            var card = (IDaqCard)DriverCatalog.Shipped.Get("ni-daqmx").Make(new DriverContext(
                "card", instrument.Settings, new TwinBench.RecordingGate(), new VirtualClock(), wire, _ => null)
            {
                Progressed = progress => told.Add($"{progress}"),
            });
            await ((IConnected)card).OpenAsync(default);
            return new DoubleBench { Double = library, Card = card, Told = told };
        }

        public ValueTask DisposeAsync() => Card.DisposeAsync();
    }
}
