using System.Text;
using Lab.Instruments.Wires;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

public class HislipWireTests : WireContract
{
    private static readonly WireSettings Patient = new() { Timeout = Duration.FromSeconds(20) };

    private HislipStandIn? server;

    public override async Task DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
            Assert.Empty(server.Complaints);
        }
    }

    [Theory]
    [InlineData("TCPIP::192.168.1.20::hislip0::INSTR", "192.168.1.20", "hislip0", 4880)]
    [InlineData("tcpip0::scope.lab::hislip1,4881::instr", "scope.lab", "hislip1", 4881)]
    public void TryParse_Name_IsHostDeviceAndPort(string text, string host, string device, int port)
    {
        Assert.True(HislipName.TryParse(text, out HislipName name));

        Assert.Equal(new HislipName(host, device, port), name);
        Assert.True(HislipName.TryParse(name.ToString(), out HislipName again));
        Assert.Equal(name, again);
    }

    [Theory]
    [InlineData("TCPIP::192.168.1.20::INSTR")]
    [InlineData("TCPIP::192.168.1.20::inst0::INSTR")]
    [InlineData("TCPIP::192.168.1.20::hislip0,0::INSTR")]
    [InlineData("TCPIP::192.168.1.20::hislip0,1,2::INSTR")]
    [InlineData("TCPIP::::hislip0::INSTR")]
    [InlineData("TCPIP::h::4880::SOCKET")]
    public async Task TryOpen_AnythingElse_IsLeftToOthers(string address) =>
        Assert.Null(await new HislipWires().TryOpenAsync(Addressed.At(address), default));

    [Fact]
    public async Task TryOpen_Address_OpensASession()
    {
        server = new HislipStandIn(new ContractDevice().ExecuteAsync);
        server.Start();
        await using IWire? wire = await new HislipWires().TryOpenAsync(
            Addressed.At($"TCPIP::127.0.0.1::hislip0,{server.Port}::INSTR"), default);

        Assert.IsType<HislipWire>(wire);
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
    }

    [Fact]
    public async Task Write_LongerThanTheDeviceTakes_GoesInPieces()
    {
        string argument = new('7', 10_000);
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient);

        Assert.Equal(argument, await QueryAsync(wire, $"SET {argument};VAL?"));
        Assert.Equal(9, server!.Types.Count(type => type == "6")); // 10010 bytes in pieces of 1024 with headers of 16
    }

    [Fact]
    public async Task Write_AnswerBeforeWasNotRead_TheNextReadIsTheNextAnswer()
    {
        var device = new ContractDevice();
        await using IWire wire = await OpenAsync(device, Patient);

        await wire.WriteAsync("*IDN?"u8.ToArray(), default);
        await wire.WriteAsync("LATE?"u8.ToArray(), default);

        Assert.Equal("4", await QueryAsync(wire, "SET 4;VAL?")); // both before were interrupted
        Assert.Equal("4", await QueryAsync(wire, "VAL?"));
    }

    [Fact]
    public async Task Open_DevicePrefersOverlappedMode_IsAskedForTheOther()
    {
        server = new HislipStandIn(new ContractDevice().ExecuteAsync) { PrefersOverlap = true };
        await using IWire wire = await ConnectAsync(Patient);

        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
        Assert.Contains("8", server.Types);
    }

    [Fact]
    public async Task Open_DeviceKnowsOverlappedModeAlone_IsRefused()
    {
        server = new HislipStandIn(new ContractDevice().ExecuteAsync) { PrefersOverlap = true, IsStubborn = true };

        var error = await Assert.ThrowsAsync<WireException>(() => ConnectAsync(Patient));

        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
        Assert.Equal("The instrument speaks HiSLIP in overlapped mode alone; use its raw socket or VXI-11", error.Message);
    }

    [Fact]
    public async Task Open_DeviceHasTooManyClients_SaysSo()
    {
        server = new HislipStandIn(new ContractDevice().ExecuteAsync) { RefusesWith = 4 };

        var error = await Assert.ThrowsAsync<WireException>(() => ConnectAsync(Patient));

        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.Equal(
            "The instrument ended the HiSLIP session (it has as many clients as it can serve: no more clients)", error.Message);
    }

    [Fact]
    public async Task Read_DeviceReportsAnError_SaysWhich_AndAClearHelps()
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient);
        server!.Instead = HislipStandIn.Message(3, 4, 0, "1 MiB at most\r\n"u8);

        var error = await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "VAL?"));

        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
        Assert.Equal("The instrument refused a HiSLIP message (a message is too long: 1 MiB at most)", error.Message);
        await wire.ClearAsync(default);
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
        Assert.Equal(1, server.SessionCount);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "What answers does not speak HiSLIP")]
    [InlineData(null, "An answer of more than 268435456 bytes does not end")]
    public async Task Read_WhatComesMakesNoSense_IsRefused_AndAClearHelps(string? text, string message)
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient with { Timeout = Duration.FromSeconds(3) });
        server!.Instead = text is null
            ? HislipStandIn.Message(7, 0, 0xFFFFFF00, "1"u8, length: ulong.MaxValue)
            : Encoding.ASCII.GetBytes(text);

        var error = await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "VAL?"));

        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
        Assert.Equal(message.Replace("268435456 bytes", "256 MiB", StringComparison.Ordinal), error.Message);
        await wire.ClearAsync(default);
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
        Assert.Equal(2, server.SessionCount);
    }

    [Fact]
    public async Task Read_NeitherAnswerNorStatus_IsADisconnection_AndAClearConnectsAnew()
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient with { Timeout = Duration.FromSeconds(1) });
        server!.IsStatusMute = true;

        var error = await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "SILENT?"));

        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.Equal("No answer came within 1 s, and the instrument does not tell its status either", error.Message);
        await wire.ClearAsync(default);
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
        Assert.Equal(2, server.SessionCount);
    }

    [Fact]
    public async Task ReadStatusByte_AnswerWaits_IsMessageAvailable()
    {
        var wire = (HislipWire)await OpenAsync(new ContractDevice(), Patient);
        await using (wire)
        {
            Assert.Equal(0, await wire.ReadStatusByteAsync(default));
            await wire.WriteAsync("VAL?"u8.ToArray(), default);
            while (await wire.ReadStatusByteAsync(default) != 16)
            {
                // Not yet.
            }

            Assert.Equal("0", Encoding.Latin1.GetString((await wire.ReadAsync(default)).Span));
            Assert.Equal(0, await wire.ReadStatusByteAsync(default)); // told as delivered
            Assert.Equal("5", await QueryAsync(wire, "SET 5;VAL?"));
        }
    }

    [Fact]
    public async Task Open_SomethingElseListens_SaysSo()
    {
        await using var other = new ScriptedServer(async connection =>
        {
            await connection.SendAsync("220 ftp.lab ready for you\r\n");
            await connection.HoldAsync();
        });
        var name = new HislipName("127.0.0.1", "hislip0", other.Port);

        var error = await Assert.ThrowsAsync<WireException>(() => HislipWire.ConnectAsync("?", name, Patient, default).AsTask());

        Assert.Equal((InstrumentFault.BadAnswer, "What answers does not speak HiSLIP"), (error.Fault, error.Message));
    }

    private protected override async Task<IWire> OpenAsync(ContractDevice device, WireSettings settings)
    {
        server = new HislipStandIn(device.ExecuteAsync);
        return await ConnectAsync(settings);
    }

    private protected override async Task CutAsync() => await server!.DisposeAsync();

    private protected override Task MendAsync()
    {
        server!.Start();
        return Task.CompletedTask;
    }

    private async Task<IWire> ConnectAsync(WireSettings settings)
    {
        server!.Start();
        var name = new HislipName("127.0.0.1", "hislip0", server.Port);
        return await HislipWire.ConnectAsync(name.ToString(), name, settings, default);
    }
}
