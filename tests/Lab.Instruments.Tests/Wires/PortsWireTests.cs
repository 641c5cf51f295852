using System.IO.Ports;
using Lab.Instruments.Drivers.Wires;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>A serial port through System.IO.Ports, for which an assembly of that name stands in.</summary>
[Collection(WallClockCollection.Name)]
public class PortsWireTests : WireContract
{
    private readonly string port = $"COM{Guid.NewGuid():N}";
    private readonly PortsLibrary library = PortsLibrary.Installed!;

    public override Task DisposeAsync()
    {
        SerialPort.Devices.TryRemove(port, out _);
        return Task.CompletedTask;
    }

    [Fact]
    public void Open_SetsWhatTheBenchFileSays()
    {
        SerialPort.Devices[port] = (_, _) => Task.FromResult<byte[]>([]);
        using ISerialPort opened = library.Open(port, new SerialSettings { Baud = 19200, DataBits = 7, Parity = "even", StopBits = 2, Flow = "rts-cts" });
        SerialPort last = SerialPort.Last(port);

        Assert.Equal((19200, 7, Parity.Even, StopBits.Two, Handshake.RequestToSend), (last.BaudRate, last.DataBits, last.Parity, last.StopBits, last.Handshake));
        Assert.Contains(port, library.GetPortNames());
    }

    [Fact]
    public void Open_PortThatIsNotThere_SaysSo()
    {
        var error = Assert.Throws<WireException>(() => library.Open("COM99", new SerialSettings()));

        Assert.Equal("The serial port COM99 cannot be opened (Could not find file 'COM99')", error.Message);
    }

    private protected override Task<IWire> OpenAsync(ContractDevice device, WireSettings settings)
    {
        SerialPort.Devices[port] = async (message, cancellationToken) => (await device.ExecuteAsync(message, cancellationToken)).ToArray();
        return Task.FromResult<IWire>(new SerialWire($"ASRL{port}::INSTR", new SerialSettings(), settings, () => library.Open(port, new SerialSettings())));
    }

    private protected override Task CutAsync()
    {
        SerialPort.Drop(port);
        return Task.CompletedTask;
    }
}
