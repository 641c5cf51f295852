using System.Reflection;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Drivers.Wires;

/// <summary>System.IO.Ports, bound by name where it is installed.</summary>
internal sealed class PortsLibrary
{
    private static readonly Lazy<PortsLibrary?> Found = new(() => OptionalAssembly.Find("System.IO.Ports") is { } assembly ? new PortsLibrary(assembly) : null);

    private readonly Type type;

    /// <summary>Binds an assembly of that name.</summary>
    /// <exception cref="MissingMemberException">It is not what its name says.</exception>
    public PortsLibrary(Assembly assembly) =>
        type = OptionalAssembly.Require(assembly.GetType("System.IO.Ports.SerialPort"), "type System.IO.Ports.SerialPort");

    /// <summary>The library, if it is installed.</summary>
    public static PortsLibrary? Installed => Found.Value;

    /// <summary>The names of the ports that this computer has.</summary>
    public IReadOnlyList<string> GetPortNames() =>
        OptionalAssembly.Require(type.GetMethod("GetPortNames", Type.EmptyTypes), "SerialPort.GetPortNames").CreateDelegate<Func<string[]>>()();

    /// <summary>Opens a port.</summary>
    /// <exception cref="WireException">There is no such port, or another program has it.</exception>
    public ISerialPort Open(string name, SerialSettings settings)
    {
        object port = OptionalAssembly.Require(Activator.CreateInstance(type), "SerialPort()");
        try
        {
            Set(port, "PortName", name);
            Set(port, "BaudRate", settings.Baud);
            Set(port, "DataBits", settings.DataBits);
            SetWord(port, "Parity", settings.Parity switch { "even" => "Even", "odd" => "Odd", _ => "None" });
            SetWord(port, "StopBits", settings.StopBits == 2 ? "Two" : "One");
            SetWord(port, "Handshake", settings.Flow switch { "rts-cts" => "RequestToSend", "xon-xoff" => "XOnXOff", _ => "None" });
            Bind<Action>(port, "Open")();
            Bind<Action>(port, "DiscardInBuffer")();
            return new Port(this, port, name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            ((IDisposable)port).Dispose();
            throw new WireException(InstrumentFault.Disconnected, $"The serial port {name} cannot be opened ({error.Message.TrimEnd('.')})", error);
        }
    }

    private void Set(object port, string property, object value) =>
        OptionalAssembly.Require(type.GetProperty(property), $"SerialPort.{property}").SetValue(port, value, BindingFlags.DoNotWrapExceptions, null, null, null);

    private void SetWord(object port, string property, string word)
    {
        Type words = OptionalAssembly.Require(type.GetProperty(property), $"SerialPort.{property}").PropertyType;
        Set(port, property, Enum.Parse(words, word));
    }

    private T Bind<T>(object port, string method, params Type[] parameters)
        where T : Delegate =>
        OptionalAssembly.Require(type.GetMethod(method, parameters), $"SerialPort.{method}").CreateDelegate<T>(port);

    private T BindProperty<T>(object port, string property)
        where T : Delegate =>
        OptionalAssembly.Require(type.GetProperty(property)?.SetMethod, $"SerialPort.{property}").CreateDelegate<T>(port);

    private sealed class Port(PortsLibrary library, object port, string name) : ISerialPort
    {
        private static readonly Type[] Buffer = [typeof(byte[]), typeof(int), typeof(int)];

        private readonly Func<byte[], int, int, int> read = library.Bind<Func<byte[], int, int, int>>(port, "Read", Buffer);
        private readonly Action<byte[], int, int> write = library.Bind<Action<byte[], int, int>>(port, "Write", Buffer);
        private readonly Action<int> setReadTimeout = library.BindProperty<Action<int>>(port, "ReadTimeout");
        private readonly Action<int> setWriteTimeout = library.BindProperty<Action<int>>(port, "WriteTimeout");

        public int Read(byte[] buffer, int offset, int count, int milliseconds) => Guard(() =>
        {
            setReadTimeout(milliseconds);
            return read(buffer, offset, count);
        });

        // A write ends as a whole or not at all, and a time-out does not tell how much went out: a byte at a time always can.
        public int Write(byte[] buffer, int offset, int count, int milliseconds) => Guard(() =>
        {
            setWriteTimeout(milliseconds);
            write(buffer, offset, 1);
            return 1;
        });

        public void Dispose() => ((IDisposable)port).Dispose();

        private int Guard(Func<int> call)
        {
            try
            {
                return call();
            }
            catch (TimeoutException)
            {
                return 0;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                throw new WireException(InstrumentFault.Disconnected, $"The serial port {name} is gone", error);
            }
        }
    }
}
